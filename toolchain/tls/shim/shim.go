// Package shim hands out HashiCorp's tls provider (plugin framework).
package shim

import (
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-provider-tls/internal/provider"
)

// Upstream builds the Terraform provider.
func Upstream() framework.Provider { return provider.New() }

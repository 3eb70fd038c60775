// Command pulumi-resource-tls is the resource plugin for @pulumi/tls.
package main

import (
	"context"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"

	"toolchain/tls/provider"
)

func main() {
	tfbridge.Main(context.Background(), provider.Package, provider.Info(), provider.Metadata())
}

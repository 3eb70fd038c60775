// Package provider says how HashiCorp's Terraform provider "tls" appears to
// Pulumi, so that the npm SDK @pulumi/tls fits it.
package provider

import (
	_ "embed"
	"strings"

	"github.com/hashicorp/terraform-provider-tls/shim"
	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// Package is the Pulumi package name; Version the npm SDK it answers to.
const (
	Package = "tls"
	Version = "5.6.1"
)

// Both files are written by "pulumi-tfgen-tls schema" at build time; the
// generator itself is built against empty ones ("{}").
var (
	//go:embed bridge-metadata.json
	metadata []byte
	//go:embed schema.json
	schema []byte
)

// resources maps each Terraform type (less "tls_") to its Pulumi class.
var resources = map[string]string{
	"cert_request":        "CertRequest",
	"locally_signed_cert": "LocallySignedCert",
	"private_key":         "PrivateKey",
	"self_signed_cert":    "SelfSignedCert",
}

// functions does the same for the data sources.
var functions = map[string]string{
	"certificate": "getCertificate",
	"public_key":  "getPublicKey",
}

// token spells tls:index/fooBar:FooBar (or :fooBar for a function).
func token(name string) string {
	return Package + ":index/" + strings.ToLower(name[:1]) + name[1:] + ":" + name
}

// Metadata is what the plugin framework's half of the bridge reads at run time.
func Metadata() pf.ProviderMetadata {
	return pf.ProviderMetadata{PackageSchema: schema, BridgeMetadata: metadata}
}

// Info is the whole mapping.
func Info() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:                           pf.ShimProvider(shim.Upstream()),
		Name:                        Package,
		Version:                     Version,
		GitHubOrg:                   "hashicorp",
		Description:                 "Keys and certificates, bridged from hashicorp/terraform-provider-tls.",
		License:                     "MPL-2.0",
		MetadataInfo:                tfbridge.NewProviderMetadata(metadata),
		EnableAccurateBridgePreview: true,
		EnableRawStateDelta:         true,
		Resources:                   map[string]*tfbridge.ResourceInfo{},
		DataSources:                 map[string]*tfbridge.DataSourceInfo{},
	}
	for tf, name := range resources {
		info.Resources["tls_"+tf] = &tfbridge.ResourceInfo{Tok: tokens.Type(token(name))}
	}
	for tf, name := range functions {
		info.DataSources["tls_"+tf] = &tfbridge.DataSourceInfo{Tok: tokens.ModuleMember(token(name))}
	}
	return info
}

// Command pulumi-tfgen-tls writes the plugin's schema and bridge metadata.
package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"

	"toolchain/tls/provider"
)

func main() {
	tfgen.Main(provider.Package, provider.Info())
}

package site

import (
	"github.com/goccy/go-yaml/ast"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
)

// readStorage reads where object storage is.
func readStorage(c *Config, node ast.Node, note reporter) {
	entries, ok := mapping(node)
	if !ok {
		note(node, "this should say where object storage is: endpoint: URL, region: NAME")
		return
	}
	for _, entry := range entries {
		switch key := keyText(entry); key {
		case "endpoint":
			if c.Storage.Endpoint = text(entry.Value, note); c.Storage.Endpoint != "" && !remote.IsURL(c.Storage.Endpoint) {
				note(entry.Value, "this should be an address that starts with https://")
			}
		case "region":
			c.Storage.Region = text(entry.Value, note)
		case "path_style":
			c.Storage.VirtualHosts = !truth(entry.Value, note)
		default:
			note(entry.Key, "there is no key %s%s", chapters.Quoted(key), didYouMean(key, []string{"endpoint", "region", "path_style"}))
		}
	}
}

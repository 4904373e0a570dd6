//go:build !unix || portable

package disk

// syncFolder does nothing where folders cannot be opened; the system itself makes renames durable there.
func syncFolder(string) error { return nil }

package objects

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// digestOf is a hash of an object after its head.
func (o *operation) digestOf(object Object, head int64) (string, error) {
	content := o.ranged(object.Address, object.Version, object.Size)
	defer func() { _ = content.Close() }()
	hash := sha256.New()
	if _, err := io.CopyBuffer(hash, io.NewSectionReader(content, head, object.Size-head), make([]byte, 128<<10)); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

package disk

// Identity tells a file, and a state of it, from others as far as the system knows without reading it.
type Identity struct {
	Device, Inode uint64
	Size          int64
	Modified      int64 // when its content changed, in nanoseconds since 1970
	Changed       int64 // when its content, name or rights changed, in nanoseconds since 1970
}

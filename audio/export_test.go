package audio

import "io"

// Unsettled lets a Reader remember files however young they are.
func (r *Reader) Unsettled() *Reader {
	r.unsettled = true
	return r
}

// Listen is Sound for bytes that come from elsewhere.
func (f *File) Listen(content io.ReaderAt) (*Sound, error) {
	s := &Sound{read: content, stream: f.Stream}
	return s, s.listen()
}

package audio

// Unsettled lets a Reader remember files however young they are.
func (r *Reader) Unsettled() *Reader {
	r.unsettled = true
	return r
}

package audio

// Unsettled lets a Reader remember files however young they are.
func (r *Reader) Unsettled() *Reader {
	r.unsettled = true
	return r
}

// Head is what the plan puts in the place of how many bytes at the front of the file.
func (p Plan) Head() ([]byte, int64) { return p.newHead, int64(len(p.file.head)) }

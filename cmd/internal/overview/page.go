package overview

import "io"

func (r Report) page(w io.Writer) error { return nil }

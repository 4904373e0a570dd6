package markdown

import (
	"errors"
	"fmt"
	"strings"

	"github.com/chapmark/chapmark/chapters/limits"
)

// renderer renders Jekyll's expressions one at a time, with the front matter as page: {{ page.guest | upcase }}. It is the part of
// Liquid (shopify.github.io/liquid) that has a place in a title: values, and filters of text.
type renderer struct {
	page map[string]any
	left int // of limits.LiquidBytes
}

func newRenderer(page map[string]any) *renderer {
	return &renderer{page: map[string]any{"page": page}, left: limits.LiquidBytes}
}

var (
	errUnknown  = errors.New("it has no value in the front matter")
	errTag      = errors.New("chapmark never runs tags")
	errBroken   = errors.New("it cannot be rendered")
	errTooLarge = errors.New("the result is too large")
	errWork     = errors.New("the expressions of this text are too much work")
)

// render returns what an expression stands for. With an error it stands for nothing, as in Jekyll.
func (r *renderer) render(text string) (string, error) {
	if strings.HasPrefix(text, "{%") {
		return "", errTag
	}
	const parsing = 4 // a byte to parse is as much work as so many to copy
	if !r.spend(parsing * len(text)) {
		return "", errWork
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(text, "{{"), "}}")
	s := scanner{rest: strings.TrimSuffix(strings.TrimPrefix(inner, "-"), "-")}
	value, missing, err := r.value(&s)
	for err == nil && s.take("|") {
		name := s.name()
		var args []any
		none := false
		if s.take(":") {
			args, none, err = r.arguments(&s)
		}
		if missing = missing || none; name == "default" {
			missing = none // that there may be no value is what it is for
		}
		if err == nil {
			value, err = r.filter(name, value, args)
		}
	}
	switch s.space(); {
	case err != nil:
		return "", err
	case s.rest != "":
		return "", errBroken
	}
	rendered, err := r.text(value)
	if rendered == "" && err == nil && missing {
		err = errUnknown
	}
	return rendered, err
}

// spend takes work off what is left, and reports whether there was enough.
func (r *renderer) spend(work int) bool {
	r.left -= min(work, r.left)
	return r.left > 0
}

// value reads a literal, or the way to a value; missing says that there is none.
func (r *renderer) value(s *scanner) (value any, missing bool, err error) {
	s.space()
	if text, ok := s.text(); ok {
		return text, false, nil
	}
	if number, ok := s.number(); ok {
		return number, false, nil
	}
	name := s.name()
	switch name {
	case "":
		return nil, false, errBroken
	case "true", "false":
		return name == "true", false, nil
	}
	value = r.page[name]
	for err == nil {
		switch {
		case strings.HasPrefix(s.rest, "."):
			s.rest = s.rest[1:]
			if name = s.name(); name == "" {
				return nil, false, errBroken
			}
			value = member(value, name)
		case s.take("["):
			var key any
			if key, _, err = r.value(s); err == nil && !s.take("]") {
				err = errBroken
			}
			value = member(value, key)
		default:
			return value, value == nil, nil
		}
	}
	return nil, false, err
}

// arguments are those of a filter, from one comma to the next; missing says that one has no value.
func (r *renderer) arguments(s *scanner) (args []any, missing bool, err error) {
	for {
		arg, none, err := r.value(s)
		if args, missing = append(args, arg), missing || none; err != nil || !s.take(",") {
			return args, missing, err
		}
	}
}

// member is what a value has by a name or a place: a field, an item, its size. nil where it has none.
func member(value, key any) any {
	switch of := value.(type) {
	case map[string]any:
		name, _ := key.(string)
		if field, ok := of[name]; ok || name != "size" {
			return field
		}
		return int64(len(of))
	case []any:
		switch at := key.(type) {
		case int64:
			if at < 0 {
				at += int64(len(of))
			}
			if at >= 0 && at < int64(len(of)) {
				return of[at]
			}
		case string:
			switch {
			case at == "size":
				return int64(len(of))
			case at == "first" && len(of) > 0:
				return of[0]
			case at == "last" && len(of) > 0:
				return of[len(of)-1]
			}
		}
	case string:
		if key == "size" {
			return int64(len([]rune(of)))
		}
	}
	return nil
}

// text is a value as it is rendered: a list by its items, one after the other.
func (r *renderer) text(value any) (string, error) {
	switch of := value.(type) {
	case nil:
		return "", nil
	case string:
		if !r.spend(len(of)) {
			return "", errWork
		}
		return of, nil
	case []any:
		return r.join(of, "")
	case map[string]any:
		return "", errBroken
	}
	return fmt.Sprint(value), nil
}

// join renders the items of a list that can be rendered, with a text between them.
func (r *renderer) join(list []any, between string) (string, error) {
	var b strings.Builder
	for _, item := range list {
		text, err := r.text(item)
		switch {
		case errors.Is(err, errBroken):
			continue
		case err != nil:
			return "", err
		case b.Len() > 0:
			b.WriteString(between)
		}
		if b.WriteString(text); b.Len() > limits.FilterBytes {
			return "", errTooLarge
		}
	}
	if !r.spend(len(list) + b.Len()) {
		return "", errWork
	}
	return b.String(), nil
}

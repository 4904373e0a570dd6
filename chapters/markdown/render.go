package markdown

import (
	"errors"
	"reflect"
	"strings"

	"github.com/osteele/liquid"
	"github.com/osteele/liquid/filters"

	"github.com/chapmark/chapmark/chapters/limits"
)

// renderer renders expressions one at a time, with the front matter as `page`.
type renderer struct {
	lenient, strict *liquid.Engine // nil until an expression needs them
	page            map[string]any
	left            int // of limits.LiquidBytes
}

func newRenderer(page map[string]any) *renderer {
	return &renderer{page: map[string]any{"page": page}, left: limits.LiquidBytes}
}

func (r *renderer) engines() {
	if r.lenient != nil {
		return
	}
	r.lenient, r.strict = liquid.NewBasicEngine(), liquid.NewBasicEngine()
	r.strict.StrictVariables()
	filters.AddStandardFilters(boundedFilters{r.lenient, r})
	filters.AddStandardFilters(boundedFilters{r.strict, r})
}

// field is the text of an expression that is nothing but the way to a text of the front matter, such as {{ page.guest.name }}: most are,
// and an engine takes long to build.
func (r *renderer) field(expression string) (value string, ok bool) {
	inner, opened := strings.CutPrefix(expression, "{{")
	inner, closed := strings.CutSuffix(inner, "}}")
	way, paged := strings.CutPrefix(strings.TrimSpace(inner), "page.")
	if !opened || !closed || !paged {
		return "", false
	}
	at, _ := r.page["page"].(map[string]any)
	for {
		name, rest, more := strings.Cut(way, ".")
		if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" || isDigit(name[0]) {
			return "", false
		}
		if !more {
			value, ok = at[name].(string)
			return value, ok
		}
		if at, ok = at[name].(map[string]any); !ok {
			return "", false
		}
		way = rest
	}
}

var (
	errUnknown = errors.New("it has no value in the front matter")
	errTag     = errors.New("chapmark never runs tags")
	errBroken  = errors.New("it cannot be rendered")
	errWork    = errors.New("the expressions of this text are too much work")
)

// render returns what an expression stands for. With an error it stands for what Jekyll makes of it, mostly nothing.
func (r *renderer) render(text string) (value string, err error) {
	defer func() {
		// The engine is another's; whatever expression trips it has no value.
		if crash := recover(); crash != nil {
			value, err = "", errBroken
		}
		if r.left <= 0 {
			value, err = "", errWork
		}
	}()
	if strings.HasPrefix(text, "{%") {
		return "", errTag
	}
	if strings.Contains(text, "..") || strings.Trim(text, "{}- \t\r\n") == "" {
		return "", errBroken // a range may unfold to billions; nothing at all is left as it stands
	}
	const parsing = 4 // a byte to parse is as much work as so many to copy
	if r.left -= parsing * len(text); r.left <= 0 {
		return "", errWork
	}
	if value, ok := r.field(text); ok && value != "" {
		r.left -= len(value)
		return value, nil
	}
	r.engines()
	value, problem := r.lenient.ParseAndRenderString(text, r.page)
	r.left -= len(value)
	if problem != nil {
		words := problem.Error()
		r.left -= len(words) // it may quote the value
		words = firstLine(strings.TrimPrefix(words, "Liquid error: "))
		return "", errors.New(strings.ToValidUTF8(words[:min(len(words), limits.ReasonBytes)], ""))
	}
	if value != "" {
		return value, nil
	}
	if _, problem := r.strict.ParseAndRenderString(text, r.page); problem != nil {
		return "", errUnknown
	}
	return "", nil
}

// spend takes work off what is left, and ends an expression that is too much.
func (r *renderer) spend(work int) {
	if r.left -= work; r.left <= 0 {
		panic(errWork)
	}
}

// weigh is the size of a value, at most what is left.
func (r *renderer) weigh(v reflect.Value) (size int) {
	const each = 16 // about what a value takes by itself
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return each + v.Len()
	case reflect.Slice, reflect.Array:
		for i := 0; i < v.Len() && size < r.left; i++ {
			size += r.weigh(v.Index(i))
		}
	case reflect.Map:
		for entries := v.MapRange(); size < r.left && entries.Next(); {
			size += r.weigh(entries.Key()) + r.weigh(entries.Value())
		}
	}
	return each + size
}

// boundedFilters registers the standard filters, each with what it costs, and those whose results can multiply with bounds
// on them.
type boundedFilters struct {
	engine   *liquid.Engine
	renderer *renderer
}

var errTooLarge = errors.New("the result is too large")

// AddFilter registers one filter.
func (b boundedFilters) AddFilter(name string, filter any) {
	switch name {
	case "replace":
		filter = func(text, old, replacement string) (string, error) {
			if len(text)+strings.Count(text, old)*len(replacement) > limits.FilterBytes {
				return "", errTooLarge
			}
			return strings.ReplaceAll(text, old, replacement), nil
		}
	case "join":
		filter = joinBounded
	case "concat", "inspect", "json", "date":
		// These multiply what they are given, date formats by the widths in them; none has a place in a topic's title.
		return
	}
	b.engine.RegisterFilter(name, b.counted(name, reflect.ValueOf(filter)).Interface())
}

// counted is a filter that costs what it is given and what it makes of it.
func (b boundedFilters) counted(name string, filter reflect.Value) reflect.Value {
	return reflect.MakeFunc(filter.Type(), func(args []reflect.Value) []reflect.Value {
		for _, arg := range args {
			b.renderer.spend(b.renderer.weigh(arg))
		}
		if name == "uniq" && args[0].Kind() == reflect.Slice {
			n := args[0].Len()
			b.renderer.spend(n * n) // it compares each with each
		}
		result := filter.Call(args)
		b.renderer.spend(b.renderer.weigh(result[0]))
		return result
	})
}

func joinBounded(items []any, separator func(string) string) (string, error) {
	var words []string
	size := 0
	for _, item := range items {
		word, ok := item.(string)
		if !ok {
			continue
		}
		size += len(word) + len(separator(" "))
		if size > limits.FilterBytes {
			return "", errTooLarge
		}
		words = append(words, word)
	}
	return strings.Join(words, separator(" ")), nil
}

package facts

import (
	"reflect"
	"testing"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// fill puts something else into each field that is told.
func fill(v reflect.Value, n *int64) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Name != "Marks" {
				fill(v.Field(i), n)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		*n++
		v.SetString("a \"b\" \xff\n" + string(rune('a'+*n%26)))
	case reflect.Uint8:
		*n++
		v.SetUint(uint64(*n % 200))
	default:
		*n++
		v.SetInt(*n)
	}
}

// TestFields: every field of a stream comes back, and nothing else is one.
func TestFields(t *testing.T) {
	var s mpeg.Stream
	n := int64(-3)
	fill(reflect.ValueOf(&s).Elem(), &n)
	text := encode(s)
	if got, ok := decode(text); !ok || !reflect.DeepEqual(got, s) {
		t.Errorf("%v: %+v\nwant %+v", ok, got, s)
	}
	if got, ok := decode(encode(mpeg.Stream{})); !ok || !reflect.DeepEqual(got, mpeg.Stream{}) {
		t.Errorf("%v: %+v", ok, got)
	}
	for i := range text {
		if _, ok := decode(text[:i]); ok {
			t.Errorf("what is cut at %d is read", i)
		}
	}
	for _, bad := range []string{"", " ", "1", string(text) + " ", string(text) + "1 ", "300" + string(text)} {
		if _, ok := decode([]byte(bad)); ok {
			t.Errorf("%.20q is read", bad)
		}
	}
}

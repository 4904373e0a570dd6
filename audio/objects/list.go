package objects

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/chapmark/chapmark/chapters/limits"
)

// Object is what a listing tells of an object.
type Object struct {
	Address  Address
	Version  string // its ETag
	Size     int64
	Modified time.Time
}

// List lists the objects of a bucket whose keys begin with a prefix, and remembers them for Open: one request tells of a thousand.
// It ends after so many requests; all reports whether that were all objects.
func (c *Client) List(bucket, prefix string, most int) (list []Object, all bool, err error) {
	o := c.operation()
	for next := ""; most > 0 && !all; most-- {
		var page struct {
			Contents []struct {
				Key          string
				ETag         string
				Size         int64
				LastModified time.Time
			}
			IsTruncated           bool
			NextContinuationToken string
			EncodingType          string
		}
		// Keys may hold what XML cannot, so they are asked for with %XX.
		q := url.Values{"list-type": {"2"}, "prefix": {prefix}, "encoding-type": {"url"}}
		if next != "" {
			q.Set("continuation-token", next)
		}
		if _, err := o.readXML(context.Background(), call{method: http.MethodGet, address: Address{Bucket: bucket}, query: q}, "ListBucketResult", &page); err != nil {
			return nil, false, fmt.Errorf("list s3://%s/%s: %w", bucket, prefix, err)
		}
		for _, found := range page.Contents {
			if key, err := decoded(found.Key, page.EncodingType); err == nil {
				list = append(list, Object{Address{bucket, key}, quoted(found.ETag), found.Size, found.LastModified})
			}
		}
		if all = !page.IsTruncated; !all && (page.NextContinuationToken == "" || page.NextContinuationToken == next || len(page.Contents) > pageObjects) {
			return nil, false, fmt.Errorf("list s3://%s/%s: the storage does not say how the list goes on", bucket, prefix)
		}
		next = page.NextContinuationToken
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	for _, object := range list {
		c.listed[object.Address] = object
	}
	return list, all, nil
}

// decoded is a key as the storage has it. Not all of them encode it as they were asked to.
func decoded(key, encoding string) (string, error) {
	if encoding != "url" {
		return key, nil
	}
	return url.QueryUnescape(key)
}

// pageObjects is how many objects an answer lists.
const pageObjects = 1000

// Listed is what a listing told of an object.
func (c *Client) Listed(name string) (Object, bool) {
	address, err := Parse(name)
	if err != nil {
		return Object{}, false
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	object, ok := c.listed[address]
	return object, ok
}

// Glob finds the names of the objects that a pattern matches: s3://bucket/2024/*.mp3.
func (c *Client) Glob(pattern string) ([]string, error) {
	address, err := Parse(pattern)
	if err != nil {
		return nil, err
	}
	if !doublestar.ValidatePattern(address.Key) {
		return nil, errors.New("it is not a pattern")
	}
	prefix, _ := doublestar.SplitPattern(address.Key)
	if prefix = strings.TrimPrefix(prefix, "."); prefix != "" {
		prefix += "/"
	}
	objects, all, err := c.List(address.Bucket, prefix, limits.ListedObjects/pageObjects)
	if err == nil && !all {
		err = fmt.Errorf("s3://%s/%s has more than %d objects; name a longer folder", address.Bucket, prefix, limits.ListedObjects)
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, object := range objects {
		if object.Address == address {
			return []string{pattern}, nil // it has this very name
		}
		if doublestar.MatchUnvalidated(address.Key, object.Address.Key) {
			names = append(names, object.Address.String())
		}
	}
	return names, nil
}

// LookUp lists the objects of a site, so that each need not be asked for by itself, and returns the buckets of which all is known now:
// not those that it may not list, nor those that hold much more.
func (c *Client) LookUp(names []string) (complete map[string]bool, err error) {
	complete = map[string]bool{}
	prefixes, count := map[string]string{}, map[string]int{}
	for _, name := range names {
		address, err := Parse(name)
		if err != nil {
			continue
		}
		count[address.Bucket]++
		if before, ok := prefixes[address.Bucket]; ok {
			prefixes[address.Bucket] = common(before, address.Key)
		} else {
			prefixes[address.Bucket] = address.Key
		}
	}
	for bucket, prefix := range prefixes {
		_, all, err := c.List(bucket, prefix, 2+2*count[bucket]/pageObjects)
		var denied *Error
		if errors.As(err, &denied) && denied.Status == http.StatusForbidden && denied.Code == "AccessDenied" {
			continue // to list a bucket is a permission of its own
		}
		if err != nil {
			return nil, err
		}
		complete[bucket] = all
	}
	return complete, nil
}

// common is the longest folder of two keys that both are in.
func common(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return a[:strings.LastIndex(a[:n], "/")+1]
}

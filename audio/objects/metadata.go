package objects

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// metadataHeaders are the properties that an answer to HEAD names as a request for a new object does. Besides them, there are x-amz-meta-*.
var metadataHeaders = []string{
	"Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires",
	"X-Amz-Storage-Class", "X-Amz-Website-Redirect-Location",
	"X-Amz-Server-Side-Encryption", "X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id", "X-Amz-Server-Side-Encryption-Bucket-Key-Enabled",
	"X-Amz-Object-Lock-Mode", "X-Amz-Object-Lock-Retain-Until-Date", "X-Amz-Object-Lock-Legal-Hold",
}

// metadata are the headers that give a new object all that the old one has besides its bytes: metadata, tags, who may read it. Where
// that cannot be found out, the object must not be replaced.
func (o *operation) metadata(p properties) (http.Header, error) {
	header := http.Header{}
	for name, values := range p.header {
		if slices.Contains(metadataHeaders, name) || strings.HasPrefix(name, "X-Amz-Meta-") {
			header[name] = values
		}
	}
	a := p.object.Address
	if p.header.Get("X-Amz-Server-Side-Encryption-Customer-Algorithm") != "" {
		return nil, errors.New("it is encrypted with a key of yours, which chapmark does not have")
	}
	if n := p.header.Get("X-Amz-Missing-Meta"); n != "" && n != "0" {
		return nil, fmt.Errorf("it has metadata that cannot be read (%s)", plainWord(n))
	}
	tags, err := o.tags(a)
	if err == nil && p.header.Get("X-Amz-Tagging-Count") != "" && p.header.Get("X-Amz-Tagging-Count") != strconv.Itoa(len(tags)) {
		err = fmt.Errorf("the storage lists %d tags of %s", len(tags), plainWord(p.header.Get("X-Amz-Tagging-Count")))
	}
	if err != nil {
		return nil, fmt.Errorf("read its tags: %w", err)
	}
	if len(tags) > 0 {
		header.Set("X-Amz-Tagging", query(tags))
	}
	grants, err := o.grants(a)
	if err != nil {
		return nil, fmt.Errorf("read who may access it: %w", err)
	}
	for name, value := range grants {
		header.Set(name, value)
	}
	return header, nil
}

// tags are the tags of an object. How many there are, an answer to HEAD tells only those who may read them.
func (o *operation) tags(a Address) (url.Values, error) {
	var tagging struct {
		Tags []struct{ Key, Value string } `xml:"TagSet>Tag"`
	}
	_, err := o.readXML(context.Background(), call{method: http.MethodGet, address: a, query: url.Values{"tagging": {""}}}, "Tagging", &tagging)
	var answer *Error
	if unsupported(err) || errors.As(err, &answer) && (answer.Code == "NoSuchTagSet" || answer.Code == "NoSuchTagSetError") {
		return nil, nil
	}
	values := url.Values{}
	for _, tag := range tagging.Tags {
		values.Add(tag.Key, tag.Value)
	}
	return values, err
}

// accessList is an access control list (Amazon S3 API, "GetObjectAcl").
type accessList struct {
	Owner  string `xml:"Owner>ID"`
	Grants []struct {
		Grantee struct {
			ID, URI, EmailAddress string
		}
		Permission string
	} `xml:"AccessControlList>Grant"`
}

// grantHeaders name the header that gives each permission.
var grantHeaders = map[string]string{
	"READ": "X-Amz-Grant-Read", "READ_ACP": "X-Amz-Grant-Read-Acp", "WRITE_ACP": "X-Amz-Grant-Write-Acp", "FULL_CONTROL": "X-Amz-Grant-Full-Control",
}

// grants are the headers that give the same people access. There are none where the owner alone has it, which is what new objects
// begin with, and where the storage knows no such lists.
func (o *operation) grants(a Address) (map[string]string, error) {
	var list accessList
	_, err := o.readXML(context.Background(), call{method: http.MethodGet, address: a, query: url.Values{"acl": {""}}}, "AccessControlPolicy", &list)
	var answer *Error
	if unsupported(err) || errors.As(err, &answer) && (answer.Code == "AccessControlListNotSupported" || answer.Status == http.StatusNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	headers, others := map[string]string{}, false
	for _, grant := range list.Grants {
		name, ok := grantHeaders[grant.Permission]
		who := cmp.Or(named("id", grant.Grantee.ID), named("uri", grant.Grantee.URI), named("emailAddress", grant.Grantee.EmailAddress))
		if !ok || who == "" {
			return nil, fmt.Errorf("chapmark does not know the permission %q", plainWord(grant.Permission))
		}
		others = others || grant.Grantee.ID != list.Owner || grant.Permission != "FULL_CONTROL"
		if headers[name] != "" {
			who = headers[name] + ", " + who
		}
		headers[name] = who
	}
	if !others {
		return nil, nil
	}
	return headers, nil
}

// named is a person of a grant, as headers name one.
func named(kind, value string) string {
	if value == "" || strings.ContainsAny(value, "\"\r\n") {
		return ""
	}
	return kind + `="` + value + `"`
}

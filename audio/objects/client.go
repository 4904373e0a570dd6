// Package objects reads and writes audio in object storage that speaks S3. In goes the name of an object, s3://bucket/key;
// out comes the same value as of a file, read in parts, and a Plan is carried out there: the storage itself copies the
// audio, so that little of it moves. On this machine, it writes its cache and notes about unfinished uploads.
package objects

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio/remote"
)

// Options are the choices of a person, and where the client may keep things.
type Options struct {
	Endpoint    string // URL of the storage; "": the environment's, the config's, or Amazon's
	Region      string // "": as above
	Quick       bool   // trust what the first frame claims
	VerifyAll   bool   // read everything back that was written
	AllowUpload bool   // move all of an object where the storage cannot copy parts of it
	Timeout     time.Duration
	Wait        time.Duration // before a request is repeated, doubled each time; 0: 1 s
	Folder      string        // for notes about unfinished uploads, and for what is known of objects; "": none
	Forget      bool          // know nothing of objects
	Version     string        // of the program, for servers
}

// Place is the storage that a site's config names.
type Place struct {
	Endpoint, Region string
	VirtualHosts     bool // the bucket is a part of the host's name, not of the path
}

// Client reads and writes objects. It asks for nothing, and looks for no credentials, before it is used.
type Client struct {
	options Options
	place   Place
	start   sync.Once
	failed  error // of the start

	http        *remote.Retrying
	cache       remote.Cache
	credentials *keychain
	endpoint    *url.URL // nil: Amazon's
	region      string
	writers     chan struct{}
	spare       chan struct{} // pieces that may be read ahead
	free        sync.Pool     // of *[]byte, pieceBytes long
	total       meter

	lock    sync.Mutex
	regions map[string]string // of buckets, as their servers say
	listed  map[Address]Object
}

// mostWriters is how many objects are written at a time: each has a part of 5 MiB, and its tag, in memory.
const mostWriters = 2

// NewClient makes a client.
func NewClient(o Options) *Client {
	return &Client{options: o, writers: make(chan struct{}, mostWriters), spare: make(chan struct{}, sparePieces), regions: map[string]string{}, listed: map[Address]Object{}}
}

// At says which storage a site's config names. What a person named on the command line or in the environment counts more.
func (c *Client) At(place Place) { c.place = place }

// started finds out where the storage is.
func (c *Client) started() error {
	c.start.Do(func() {
		profile := readProfile()
		address := cmp.Or(c.options.Endpoint, os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL"))
		private := true // a person has named it, or it is Amazon's
		if address == "" && c.place.Endpoint != "" {
			address, private = c.place.Endpoint, false
		}
		if address = cmp.Or(address, profile["endpoint_url"]); address != "" {
			parsed, err := url.Parse(address)
			if err != nil || !remote.IsURL(address) || parsed.Host == "" || parsed.User != nil || parsed.RawQuery != "" {
				c.failed = errors.New("the endpoint of the storage is not an address such as https://s3.example.com")
				return
			}
			parsed.Path = strings.TrimSuffix(parsed.Path, "/")
			c.endpoint = parsed
		}
		c.region = cmp.Or(c.options.Region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"), c.place.Region, profile["region"], "us-east-1")
		c.http = remote.NewRetrying(remote.Options{AllowPrivate: private, Timeout: c.options.Timeout, Wait: c.options.Wait, Version: c.options.Version, Storage: true})
		if c.options.Folder != "" && !c.options.Forget {
			c.cache = remote.Cache{Folder: filepath.Join(c.options.Folder, "objects"), Most: mostObjects}
		}
		c.credentials = &keychain{profile: profile, region: c.region}
	})
	return c.failed
}

// mostObjects is how many objects are remembered.
const mostObjects = 20_000

// Address is the name of an object, taken apart.
type Address struct{ Bucket, Key string }

// Parse reads s3://bucket/key. A key may hold any character, and stands there as it is.
func Parse(name string) (Address, error) {
	ok := remote.IsObject(name)
	rest := name[min(len("s3://"), len(name)):]
	bucket, key, slash := strings.Cut(rest, "/")
	if !ok || !slash || bucket == "" || key == "" || strings.ContainsAny(bucket, "?#@:%\\ ") {
		return Address{}, fmt.Errorf("%s: an object is named s3://BUCKET/KEY", name)
	}
	return Address{bucket, key}, nil
}

func (a Address) String() string { return "s3://" + a.Bucket + "/" + a.Key }

// url is where an object, or with no key its bucket, is asked for.
func (c *Client) url(a Address) *url.URL {
	path := "/"
	if a.Key != "" {
		path += a.Key
	}
	host, scheme, before := "", "https", ""
	switch {
	case c.endpoint != nil:
		host, scheme, before = c.endpoint.Host, c.endpoint.Scheme, c.endpoint.Path
		if c.place.VirtualHosts {
			host = a.Bucket + "." + host
		} else {
			path = "/" + a.Bucket + path
		}
	case strings.Contains(a.Bucket, "."): // which no certificate for *.s3.amazonaws.com holds
		host, path = "s3."+c.regionOf(a.Bucket)+".amazonaws.com", "/"+a.Bucket+path
	default:
		host = a.Bucket + ".s3." + c.regionOf(a.Bucket) + ".amazonaws.com"
	}
	path = before + path
	return &url.URL{Scheme: scheme, Host: host, Path: path, RawPath: escape(path, true)}
}

func (c *Client) regionOf(bucket string) string {
	c.lock.Lock()
	defer c.lock.Unlock()
	return cmp.Or(c.regions[bucket], c.region)
}

// identity is what an object is remembered by: two storages may have buckets of one name.
func (c *Client) identity(a Address) string {
	host := ""
	if c.endpoint != nil {
		host = c.endpoint.Host
	}
	return host + " " + a.String()
}

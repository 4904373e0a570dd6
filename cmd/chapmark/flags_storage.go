package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// storageFlags say where object storage is, and how audio is written there.
type storageFlags struct {
	storage objects.Options
	verify  string
	noCache bool
}

func (f *storageFlags) addStorage(command *cobra.Command) {
	command.Flags().StringVar(&f.storage.Endpoint, "s3-endpoint", "", "the `address` of the storage of s3:// names; by default, AWS_ENDPOINT_URL or Amazon's")
	command.Flags().StringVar(&f.storage.Region, "s3-region", "", "the `region` of that storage; by default, AWS_REGION")
}

// addVerify adds the flags of commands that write audio.
func (f *storageFlags) addVerify(command *cobra.Command) {
	command.Flags().StringVar(&f.verify, "verify", "", "in object storage, read back this `part` of what was written: full; by default, the tag and the end")
	command.Flags().BoolVar(&f.storage.AllowUpload, "allow-upload", false, "download and upload all audio where object storage cannot copy parts of objects")
}

// client is the one for object storage.
func (f *storageFlags) client() (*objects.Client, error) {
	if f.verify != "" && f.verify != "full" {
		return nil, job.Usage("--verify is full, not %q", f.verify)
	}
	o := f.storage
	o.VerifyAll, o.Forget, o.Version = f.verify != "", f.noCache, version()
	if folder, err := os.UserCacheDir(); err == nil {
		o.Folder = filepath.Join(folder, "chapmark")
	}
	return objects.NewClient(o), nil
}

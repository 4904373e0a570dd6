package objects

import (
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters/limits"
)

// keys are credentials. The names are those that Amazon's services give them in JSON and XML.
type keys struct {
	Access  string    `json:"AccessKeyId" xml:"AccessKeyId"`
	Secret  string    `json:"SecretAccessKey" xml:"SecretAccessKey"`
	Token   string    `json:"Token" xml:"SessionToken"`
	Session string    `json:"SessionToken" xml:"-"` // of a program; those of machines call it Token
	Expires time.Time `json:"Expiration" xml:"Expiration"`
}

// keychain finds credentials where all programs look for them, the first time that they are needed, and again before they expire.
type keychain struct {
	profile map[string]string
	region  string
	lock    sync.Mutex
	now     keys
}

// early is how long before they expire credentials are renewed.
const early = 5 * time.Minute

var errNoCredentials = errors.New("there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or see docs/storage.md")

// get returns credentials: those of the environment, of a token file, of the profile, of the container, or of the machine.
func (k *keychain) get(ctx context.Context) (keys, error) {
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.now.Secret != "" && (k.now.Expires.IsZero() || time.Until(k.now.Expires) > early) {
		return k.now, nil
	}
	for _, find := range []func(context.Context) (keys, error){fromEnvironment, k.fromTokenFile, k.fromProfile, fromContainer, fromMachine} {
		found, err := find(ctx)
		if err != nil {
			return keys{}, fmt.Errorf("find credentials: %w", err)
		}
		if found.Access != "" && found.Secret != "" {
			found.Token = cmp.Or(found.Token, found.Session)
			k.now = found
			return found, nil
		}
	}
	return keys{}, errNoCredentials
}

func fromEnvironment(context.Context) (keys, error) {
	if access := os.Getenv("AWS_ACCESS_KEY_ID"); access != "" {
		return keys{Access: access, Secret: os.Getenv("AWS_SECRET_ACCESS_KEY"), Token: os.Getenv("AWS_SESSION_TOKEN")}, nil
	}
	return keys{Access: os.Getenv("MINIO_ROOT_USER"), Secret: os.Getenv("MINIO_ROOT_PASSWORD")}, nil
}

// fromTokenFile exchanges a token that a cluster put into a file (AWS STS, "AssumeRoleWithWebIdentity").
func (k *keychain) fromTokenFile(ctx context.Context) (keys, error) {
	file, role := os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE"), os.Getenv("AWS_ROLE_ARN")
	if file == "" || role == "" {
		return keys{}, nil
	}
	token, err := disk.ReadFile(file, limits.CredentialBytes)
	if err != nil {
		return keys{}, err
	}
	form := url.Values{"Action": {"AssumeRoleWithWebIdentity"}, "Version": {"2011-06-15"}, "RoleArn": {role},
		"RoleSessionName": {cmp.Or(os.Getenv("AWS_ROLE_SESSION_NAME"), "chapmark")}, "WebIdentityToken": {strings.TrimSpace(string(token))}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, cmp.Or(os.Getenv("AWS_ENDPOINT_URL_STS"), "https://sts."+k.region+".amazonaws.com"), strings.NewReader(form.Encode()))
	if err != nil {
		return keys{}, errors.New("AWS_ENDPOINT_URL_STS is not an address")
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	content, err := asked(request, 10*time.Second)
	if err != nil {
		return keys{}, fmt.Errorf("exchange the token in AWS_WEB_IDENTITY_TOKEN_FILE: %w", err)
	}
	var answer struct {
		Keys keys `xml:"AssumeRoleWithWebIdentityResult>Credentials"`
	}
	return answer.Keys, unreadable(xml.Unmarshal(content, &answer), &answer.Keys)
}

// fromProfile takes the keys of the profile in the shared files, or those that its program prints.
func (k *keychain) fromProfile(ctx context.Context) (keys, error) {
	if access := k.profile["aws_access_key_id"]; access != "" {
		return keys{Access: access, Secret: k.profile["aws_secret_access_key"], Token: k.profile["aws_session_token"]}, nil
	}
	words := shellWords(k.profile["credential_process"])
	switch {
	case len(words) == 0 && k.profile["role_arn"] != "":
		return keys{}, errors.New("chapmark does not take on the role of a profile (role_arn); use credential_process")
	case len(words) == 0:
		return keys{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, programTime)
	defer cancel()
	command := exec.CommandContext(ctx, words[0], words[1:]...)
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		return keys{}, fmt.Errorf("run credential_process: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(out, limits.CredentialBytes))
	cancel() // it has said what there is to say
	if ended := command.Wait(); err == nil && len(content) == 0 {
		err = ended
	}
	if err != nil {
		return keys{}, fmt.Errorf("run credential_process: %w", err)
	}
	var found keys
	return found, unreadable(json.Unmarshal(content, &found), &found)
}

// programTime is how long a program may take to print credentials.
const programTime = time.Minute

// shellWords takes a command apart, as far as such commands go: words in quotation marks hold blanks.
func shellWords(command string) (words []string) {
	word, quote, open := "", rune(0), false
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, open = r, true
		case quote == 0 && r == ' ':
			if open {
				words = append(words, word)
			}
			word, open = "", false
		default:
			word, open = word+string(r), true
		}
	}
	if open {
		words = append(words, word)
	}
	return words
}

// fromContainer asks the service beside a container ("Container credential provider").
func fromContainer(ctx context.Context) (keys, error) {
	address := os.Getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI")
	if path := os.Getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"); path != "" {
		address = "http://169.254.170.2" + path
	}
	if address == "" {
		return keys{}, nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return keys{}, errors.New("AWS_CONTAINER_CREDENTIALS_FULL_URI is not an address")
	}
	token := os.Getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN")
	if file := os.Getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); file != "" {
		content, err := disk.ReadFile(file, limits.CredentialBytes)
		if err != nil {
			return keys{}, err
		}
		token = strings.TrimSpace(string(content))
	}
	if token != "" {
		request.Header.Set("Authorization", token)
	}
	content, err := asked(request, 5*time.Second)
	if err != nil {
		return keys{}, fmt.Errorf("ask for the container's credentials: %w", err)
	}
	var found keys
	return found, unreadable(json.Unmarshal(content, &found), &found)
}

// fromMachine asks the service of a machine of Amazon's ("Instance metadata service", version 2). Where there is none, there are no
// credentials.
func fromMachine(ctx context.Context) (keys, error) {
	if strings.EqualFold(os.Getenv("AWS_EC2_METADATA_DISABLED"), "true") {
		return keys{}, nil
	}
	service := strings.TrimSuffix(cmp.Or(os.Getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT"), "http://169.254.169.254"), "/") + "/latest/"
	ask := func(method, path, header, value string) ([]byte, error) {
		request, err := http.NewRequestWithContext(ctx, method, service+path, nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set(header, value)
		return asked(request, time.Second)
	}
	token, err := ask(http.MethodPut, "api/token", "X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600")
	if err != nil {
		return keys{}, nil
	}
	const header, path = "X-Aws-Ec2-Metadata-Token", "meta-data/iam/security-credentials/"
	role, err := ask(http.MethodGet, path, header, string(token))
	if err != nil {
		return keys{}, nil // the machine has no role
	}
	content, err := ask(http.MethodGet, path+strings.TrimSpace(string(role)), header, string(token))
	if err != nil {
		return keys{}, fmt.Errorf("ask for the machine's credentials: %w", err)
	}
	var found keys
	return found, unreadable(json.Unmarshal(content, &found), &found)
}

// unreadable says that credentials could not be read, and never what they are.
func unreadable(err error, found *keys) error {
	if err != nil || found.Access == "" || found.Secret == "" {
		*found = keys{}
		return errors.New("the answer holds no credentials")
	}
	return nil
}

// asked asks a service for credentials: directly, and without following it elsewhere.
func asked(request *http.Request, timeout time.Duration) ([]byte, error) {
	client := http.Client{Timeout: timeout, Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if request.URL.Scheme == "https" {
		client.Transport = &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, errors.New("there is no answer") // the error may quote what was sent
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the answer is %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	}
	return io.ReadAll(io.LimitReader(response.Body, limits.CredentialBytes))
}

// readProfile reads the profile that AWS_PROFILE names from the two shared files. What cannot be read is not there.
func readProfile() map[string]string {
	name := cmp.Or(os.Getenv("AWS_PROFILE"), os.Getenv("AWS_DEFAULT_PROFILE"), "default")
	home, _ := os.UserHomeDir()
	values := map[string]string{}
	for _, file := range []string{cmp.Or(os.Getenv("AWS_CONFIG_FILE"), filepath.Join(home, ".aws", "config")), cmp.Or(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), filepath.Join(home, ".aws", "credentials"))} {
		content, err := disk.ReadFile(file, limits.CredentialBytes)
		if err != nil {
			continue
		}
		inside := false
		for line := range strings.Lines(string(content)) {
			line = strings.TrimSpace(line)
			if section, ok := strings.CutPrefix(line, "["); ok {
				section = strings.Trim(strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(section, "]"), "profile ")), `"`)
				inside = section == name
			} else if key, value, ok := strings.Cut(line, "="); ok && inside && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, ";") {
				values[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
			}
		}
	}
	return values
}

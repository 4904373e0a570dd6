package objects

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Credentials come from where all programs look for them, the first of these places first, and are renewed before they expire.
func TestCredentials(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	asked := 0
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		expires := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
		switch {
		case r.URL.Path == "/sts" && r.FormValue("WebIdentityToken") == "a token" && r.FormValue("Action") == "AssumeRoleWithWebIdentity" && r.FormValue("RoleArn") == "arn:role":
			fmt.Fprintf(w, `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>web</AccessKeyId><SecretAccessKey>s</SecretAccessKey>`+
				`<SessionToken>t</SessionToken><Expiration>%s</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`, expires)
		case r.URL.Path == "/container" && r.Header.Get("Authorization") == "a token":
			fmt.Fprintf(w, `{"AccessKeyId":"container","SecretAccessKey":"s","Token":"t","Expiration":%q}`, expires)
		case r.URL.Path == "/latest/api/token" && r.Method == http.MethodPut && r.Header.Get("X-Aws-Ec2-Metadata-Token-Ttl-Seconds") != "":
			fmt.Fprint(w, "session")
		case r.Header.Get("X-Aws-Ec2-Metadata-Token") != "session":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/latest/meta-data/iam/security-credentials/":
			fmt.Fprint(w, "role\n")
		case r.URL.Path == "/latest/meta-data/iam/security-credentials/role":
			fmt.Fprintf(w, `{"Code":"Success","AccessKeyId":"machine","SecretAccessKey":"s","Token":"t","Expiration":%q}`, expires)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	t.Cleanup(service.Close)
	program := write("program", "#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"program\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\"}'\n")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	token := write("token", "a token\n")
	for _, test := range []struct {
		want string
		env  map[string]string
	}{
		{"key", map[string]string{"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "other"}},
		{"minio", map[string]string{"MINIO_ROOT_USER": "minio", "MINIO_ROOT_PASSWORD": "s"}},
		{"web", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "arn:role", "AWS_ENDPOINT_URL_STS": service.URL + "/sts"}},
		{"file", map[string]string{"AWS_SHARED_CREDENTIALS_FILE": write("credentials", "[other]\naws_access_key_id=no\naws_secret_access_key=no\n; a comment\n[default]\naws_access_key_id = file\naws_secret_access_key=s\naws_session_token= t\n")}},
		{"program", map[string]string{"AWS_CONFIG_FILE": write("config", "[profile show]\nregion = eu-west-1\ncredential_process = \""+program+"\" 'a word'\n"), "AWS_PROFILE": "show"}},
		{"container", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": service.URL + "/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token}},
		{"machine", map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": service.URL}},
	} {
		t.Run(test.want, func(t *testing.T) {
			for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
				t.Setenv(name, "")
			}
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			k := &keychain{profile: readProfile(), region: "us-east-1"}
			got, err := k.get(context.Background())
			if err != nil || got.Access != test.want || got.Secret != "s" || got.Token != "t" && test.want != "minio" {
				t.Fatalf("%+v %v", got, err)
			}
			before := asked
			if _, err := k.get(context.Background()); err != nil || asked != before {
				t.Errorf("they are asked for again: %v", err)
			}
			if !got.Expires.IsZero() {
				k.now.Expires = time.Now().Add(early / 2)
				if _, err := k.get(context.Background()); err != nil || asked == before {
					t.Errorf("they are not renewed: %v", err)
				}
			}
		})
	}
}

// What goes wrong with credentials is told, and never what they are.
func TestNoCredentials(t *testing.T) {
	folder := t.TempDir()
	token := filepath.Join(folder, "token")
	if err := os.WriteFile(token, []byte("hidden-token"), 0o600); err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"AccessKeyId":"hidden-key"}`) }))
	t.Cleanup(service.Close)
	for _, test := range []struct {
		want string
		env  map[string]string
	}{
		{"there are no credentials", map[string]string{"AWS_EC2_METADATA_DISABLED": "true"}},
		{"exchange the token in AWS_WEB_IDENTITY_TOKEN_FILE: there is no answer", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "x", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"}},
		{"the answer holds no credentials", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": service.URL}},
		{"no such file", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": token + "x", "AWS_ROLE_ARN": "x"}},
	} {
		for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"} {
			t.Setenv(name, "")
		}
		for name, value := range test.env {
			t.Setenv(name, value)
		}
		_, err := (&keychain{profile: readProfile(), region: "us-east-1"}).get(context.Background())
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
}

package auth

import "net/http"

// CheckSecret refuses everybody: nothing here asks for passwords.
func CheckSecret(password, secret string) bool { return false }

// RequireAuthStale asks for credentials.
func (da *DigestAuth) RequireAuthStale(w http.ResponseWriter, r *http.Request) { da.RequireAuth(w, r) }

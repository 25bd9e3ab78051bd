module slipway.dev/e2e/gateway

go 1.26.0

require github.com/traefik/traefik/v3 v3.6.12

replace github.com/abbot/go-http-auth => ./http-auth

replace github.com/gorilla/mux => ./mux

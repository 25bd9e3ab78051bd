module slipway.dev/e2e/cluster/local

go 1.25.0

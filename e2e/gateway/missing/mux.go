package mux

type routingPathKey struct{}

// RoutingPathKey is where a request's context has the path that rules are matched against.
var RoutingPathKey = routingPathKey{}

// UseRoutingPath changes nothing: only rules of an older syntax ask for it.
func (r *Router) UseRoutingPath() *Router { return r }

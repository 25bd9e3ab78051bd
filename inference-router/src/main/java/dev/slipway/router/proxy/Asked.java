package dev.slipway.router.proxy;

import dev.slipway.router.auth.Principal;

/**
 * Who asks what: a question with all that decides where it goes.
 *
 * @param rule that it matched
 * @param principal who asks
 * @param unit the hash of whom it is about; 0 for nobody in particular
 * @param trailWanted whether the way of the question is told in words
 */
record Asked(Call call, Rule rule, Principal principal, long unit, boolean trailWanted) {}

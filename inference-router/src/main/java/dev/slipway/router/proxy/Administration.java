package dev.slipway.router.proxy;

import dev.slipway.router.auth.Principal;
import dev.slipway.router.cache.AnswerCache;
import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is asked of the router itself. */
final class Administration {
    private Administration() {}

    /** {@code GET /resources/status}: open where the route is, else for keys of the scope {@code status}. */
    static void status(Route route, Gate.Admission admission, Reply reply) {
        if (!route.config().auth().open() && !admission.principal().may(Principal.STATUS)) {
            reply.refuse(new Problem(403, "Forbidden", "The key lacks the scope status."), "scope");
            return;
        }
        reply.answer(200, "application/json", StatusJson.of(route).getBytes(StandardCharsets.UTF_8));
    }

    /** {@code POST /cache/clear}: for keys of the scope {@code cacheAdmin} only, wherever the route is open to. */
    static void clear(Route route, Gate.Admission admission, byte[] body, Reply reply) {
        if (!admission.principal().may(Principal.CACHE_ADMIN)) {
            reply.refuse(new Problem(403, "Forbidden", "The key lacks the scope cacheAdmin."), "scope");
            return;
        }
        AnswerCache answers = route.answers();
        if (answers == null) {
            reply.refuse(new Problem(409, "NoCache", "This route keeps no answers."), "cache");
            return;
        }
        String scope = "all";
        String target = "";
        if (body.length > 0) {
            try {
                Map<?, ?> wish = JsonTree.read(body) instanceof Map<?, ?> map ? map : Map.of();
                scope = wish.get("scope") instanceof String text ? text : scope;
                target = wish.get("target") instanceof String text ? text : target;
            } catch (IOException e) {
                scope = "";
            }
        }
        switch (scope) {
            case "all", "route" -> done(reply, answers.size(), clearAll(answers));
            case "target" -> done(reply, answers.clear(target), -1);
            default -> reply.refuse(Problem.badRequest("The scope is all, route, or target with a target."), "body");
        }
    }

    private static long clearAll(AnswerCache answers) {
        return answers.clear();
    }

    private static void done(Reply reply, int removed, long generation) {
        String text = "{\"removed\":" + removed + (generation < 0 ? "" : ",\"generation\":" + generation) + "}\n";
        reply.answer(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }
}

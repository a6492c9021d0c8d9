/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ipvsadm.IpvsadmCommand;
import director.dataplane.ipvsadm.IpvsadmParser;
import director.dataplane.ipvsadm.SavedRules;
import director.dataplane.ipvsadm.UsageException;
import director.dataplane.listing.ListingException;
import director.management.ipvsadm.DirectorTable;
import director.management.ipvsadm.Target;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.FieldError;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;

/**
 * {@code /v1/ipvsadm}: command lines of ipvsadm, answered with an object of standard output {@code out}, standard error
 * {@code err} and exit code {@code rc}, in that order, so that the output is sent while it is made. GET takes words
 * between blanks and changes nothing; POST takes an array of them, and the input of a restore.
 */
final class IpvsadmResource {
    private static final String PATH = "/v1/ipvsadm";
    private static final String ARGUMENTS = "arguments";
    private static final String INPUT = "input";
    private static final int LISTING_FAILURE = 1;

    private final Target target;

    IpvsadmResource(final Target target) {
        this.target = target;
    }

    List<Route> routes() {
        return List.of(
            Route.get(PATH, this::look),
            new Route("POST", PATH, Route.LARGE_BODY, List.of(Reply.JSON), this::run));
    }

    private Reply look(final Exchange exchange) {
        final String words = exchange.query(List.of(ARGUMENTS)).getOrDefault(ARGUMENTS, "");
        final List<String> arguments = words.isEmpty() ? List.of() : Arrays.asList(words.split(" ", -1));
        return Reply.stream(Reply.JSON, out -> run(true, arguments, "", out));
    }

    /** What changes something is done before it is answered, so that a failure of the director is told as such. */
    private Reply run(final Exchange exchange) throws IOException {
        final JsonNode body = body(exchange);
        final List<String> arguments = arguments(body.path(ARGUMENTS));
        final String input = body.path(INPUT).asString("");
        if (onlyLooks(arguments)) {
            return Reply.stream(Reply.JSON, out -> run(true, arguments, "", out));
        }
        final ByteArrayOutputStream answer = new ByteArrayOutputStream();
        run(false, arguments, input, answer);
        return Reply.of(Reply.OK, Reply.JSON, answer.toByteArray());
    }

    private static JsonNode body(final Exchange exchange) throws IOException {
        final JsonNode body;
        try {
            body = Json.mapper().readTree(exchange.body());
        } catch (final JacksonException e) {
            throw new ProblemException(
                Kind.BAD_REQUEST, "the body is not JSON: " + e.getOriginalMessage(), List.of(), Map.of(), e);
        }
        for (final String key : body.propertyNames()) {
            if (!key.equals(ARGUMENTS) && !key.equals(INPUT)) {
                throw invalid(key, "is not a known key: use arguments and input");
            }
        }
        return body;
    }

    private static List<String> arguments(final JsonNode json) {
        if (!json.isArray()) {
            throw invalid(ARGUMENTS, "is " + (json.isMissingNode() ? "missing" : json)
                + ": give an array of texts, [\"-L\", \"-n\"]");
        }
        final List<String> arguments = new ArrayList<>();
        for (final JsonNode each : json) {
            if (!each.isString()) {
                throw invalid(ARGUMENTS, "has " + each + " in it, which is no text: put it in quotes");
            }
            arguments.add(each.stringValue());
        }
        return arguments;
    }

    private static ProblemException invalid(final String field, final String detail) {
        return new ProblemException(Kind.UNPROCESSABLE_CONTENT, List.of(new FieldError(field, detail)));
    }

    private static boolean onlyLooks(final List<String> arguments) {
        try {
            final IpvsadmCommand command = IpvsadmParser.parse(arguments);
            return command instanceof IpvsadmCommand.List || command instanceof IpvsadmCommand.Save;
        } catch (final UsageException e) {
            return false;
        }
    }

    private void run(
        final boolean readOnly, final List<String> arguments, final String input, final OutputStream to)
        throws IOException {
        final StringBuilder err = new StringBuilder();
        final EscapedText out = new EscapedText(to);
        to.write(ascii("{\"out\":\""));
        int exitCode;
        try {
            exitCode = DirectorTable.run(target, readOnly, SavedRules.COMPLETE, arguments, input, out, err);
        } catch (final ListingException e) {
            err.append("director: ").append(e.getMessage()).append('\n');
            exitCode = LISTING_FAILURE;
        }
        to.write(ascii("\",\"err\":\""));
        new EscapedText(to).append(err);
        to.write(ascii("\",\"rc\":" + exitCode + "}\n"));
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes what stands in a string of JSON. */
    private static final class EscapedText implements Appendable {
        private final OutputStream to;

        EscapedText(final OutputStream to) {
            this.to = to;
        }

        @Override
        public Appendable append(final CharSequence text) throws IOException {
            to.write(JsonStringEncoder.getInstance().quoteAsUTF8(text));
            return this;
        }

        @Override
        public Appendable append(final CharSequence text, final int start, final int end) throws IOException {
            return append(text.subSequence(start, end));
        }

        @Override
        public Appendable append(final char c) throws IOException {
            return append(String.valueOf(c));
        }
    }
}

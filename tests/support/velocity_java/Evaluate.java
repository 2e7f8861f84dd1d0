import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * Apache Velocity itself, with what API Gateway's documentation says of $input and $context.
 *
 * Reads lines of a template and request headers, both in base64 with a tab between; a header is a
 * line of its own, name=value. Writes what is overridden, and how long the body is.
 */
public class Evaluate {
    public static class Params {
        private final Map<String, Object> all;
        Params(Map<String, String> headers) {
            all = new HashMap<>();
            all.put("header", headers);
        }
        public Map<String, Object> params() { return all; }
    }

    public static void main(String[] arguments) throws Exception {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        engine.init();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null;) {
            String[] parts = line.split("\t", -1);
            Map<String, String> headers = new HashMap<>();
            for (String pair : text(parts[1]).split("\n")) {
                int at = pair.indexOf('=');
                if (at > 0) headers.put(pair.substring(0, at), pair.substring(at + 1));
            }
            Map<String, Object> overrides = new HashMap<>();
            Map<String, Object> response = new HashMap<>();
            response.put("header", overrides);
            Map<String, Object> context = new HashMap<>();
            context.put("responseOverride", response);
            VelocityContext velocity = new VelocityContext();
            velocity.put("input", new Params(headers));
            velocity.put("context", context);
            StringWriter body = new StringWriter();
            engine.evaluate(velocity, body, "preflight", text(parts[0]));
            System.out.println(overrides + "\t" + body.toString().length());
        }
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}

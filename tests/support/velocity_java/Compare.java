import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.util.introspection.Info;

/**
 * Apache Velocity itself, set up as API Gateway was recorded to be: a reference that leads nowhere
 * is an empty text, and a template defines no macros.
 *
 * Reads a template a line, in base64. Writes what it renders and what it overrides, each in base64
 * with a tab between, or "error".
 */
public class Compare {
    public static class Nowhere implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context c, String reference, Object on, String property, Info i) { return ""; }
        public boolean invalidSetMethod(Context c, String left, String right, Info i) { return false; }
        public Object invalidMethod(Context c, String reference, Object on, String method, Info i) { return ""; }
    }

    public static void main(String[] arguments) throws Exception {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        
        engine.setProperty("velocimacro.permissions.allow.inline", "false");
        engine.init();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null;) {
            out.println(outcome(engine, new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8)));
        }
        out.flush();
    }

    private static String outcome(VelocityEngine engine, String template) {
        Map<String, Object> header = new LinkedHashMap<>();
        Map<String, Object> response = new HashMap<>();
        response.put("header", header);
        Map<String, Object> context = new HashMap<>();
        context.put("responseOverride", response);
        VelocityContext velocity = new VelocityContext();
        EventCartridge cartridge = new EventCartridge();
        cartridge.addEventHandler(new Nowhere());
        cartridge.attachToContext(velocity);
        velocity.put("context", context);
        StringWriter body = new StringWriter();
        try {
            engine.evaluate(velocity, body, "template", template);
        } catch (Throwable error) {
            return "error";
        }
        return base64(body.toString()) + "\t" + base64(header.toString());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

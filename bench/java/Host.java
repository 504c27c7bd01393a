import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs Apache Kafka's own tools in one JVM that stays warm, several at a time, a thread each. A line of stdin is
 * `id TAB class TAB argument TAB ...`; what a task prints comes as `id TAB line`, its end as
 * `id TAB end TAB ok|failed TAB began TAB ended` (ms since the epoch).
 */
public final class Host {
    private static final InheritableThreadLocal<String> task = new InheritableThreadLocal<>();
    private static final PrintStream real = System.out;

    public static void main(String[] arguments) throws Exception {
        System.setOut(new PrintStream(new ByTask(), true));
        // A tool that gives up ends its task, not the JVM.
        Exit.setExitProcedure((code, message) -> {
            if (code != 0) throw new IllegalStateException("exit " + code + ": " + message);
        });
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split("\t", -1);
            new Thread(() -> run(words[0], words[1], Arrays.copyOfRange(words, 2, words.length))).start();
        }
        System.exit(0);
    }

    private static void run(String id, String name, String[] arguments) {
        task.set(id);
        long began = System.currentTimeMillis();
        String outcome = "ok";
        try {
            Method main = Class.forName(name).getMethod("main", String[].class);
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException failure) {
            outcome = "failed: " + failure.getCause();
        } catch (Exception failure) {
            outcome = "failed: " + failure;
        }
        tell(id, "end\t" + outcome.replaceAll("[\\t\\n]", " ") + "\t" + began + "\t" + System.currentTimeMillis());
    }

    private static void tell(String id, String line) {
        synchronized (real) {
            real.print(id + "\t" + line + "\n");
            real.flush();
        }
    }

    /** Threads that a task has started inherit whose they are. */
    private static final class ByTask extends OutputStream {
        private final Map<String, ByteArrayOutputStream> lines = new ConcurrentHashMap<>();

        @Override
        public void write(int value) {
            String id = task.get();
            if (id == null) return;
            ByteArrayOutputStream line = lines.computeIfAbsent(id, any -> new ByteArrayOutputStream());
            synchronized (line) {
                if (value != '\n') {
                    line.write(value);
                    return;
                }
                tell(id, line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
        }
    }
}

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Members of one group by Apache Kafka's own client, a thread each. Arguments and lines are those of the members in
 * test/e2e/groups: `join NAME` and `leave NAME` on stdin, what happens as JSON lines on stdout; all leave at its end.
 */
public final class Members {
    private static final Map<String, Member> running = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            options.put(argument.substring(0, at), argument.substring(at + 1));
        }
        for (String name : options.get("members").split(",")) if (!name.isEmpty()) join(options, name);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ");
            if (words[0].equals("join")) join(options, words[1]);
            else if (running.containsKey(words[1])) running.remove(words[1]).leave();
        }
        for (Member member : running.values()) member.leave();
        for (Member member : running.values()) member.join();
    }

    private static void join(Map<String, String> options, String name) {
        Member member = new Member(options, name);
        running.put(name, member);
        member.start();
    }

    private static final class Member extends Thread implements ConsumerRebalanceListener {
        private final String topic;
        private final KafkaConsumer<String, String> consumer;
        private volatile boolean leaving = false;

        Member(Map<String, String> options, String name) {
            super(name);
            topic = options.get("topic");
            Properties properties = new Properties();
            properties.put("bootstrap.servers", options.get("at"));
            properties.put("group.id", options.get("group"));
            properties.put("client.id", name);
            if (options.get("isStatic").equals("true")) properties.put("group.instance.id", name);
            properties.put("partition.assignment.strategy", assignor(options.get("assignor")));
            properties.put("session.timeout.ms", options.get("sessionMs"));
            properties.put("heartbeat.interval.ms", options.get("heartbeatMs"));
            // Shorter than a session: a coordinator that hangs is left before the session is over.
            int session = Integer.parseInt(options.get("sessionMs"));
            properties.put("request.timeout.ms", String.valueOf(Math.max(2000, session / 6)));
            properties.put("default.api.timeout.ms", "60000");
            int rebalance = Integer.parseInt(options.get("rebalanceMs"));
            properties.put("max.poll.interval.ms", String.valueOf(Math.max(session, rebalance)));
            properties.put("metadata.max.age.ms", "5000");
            properties.put("fetch.max.wait.ms", "500");
            properties.put("auto.offset.reset", "earliest");
            properties.put("auto.commit.interval.ms", "500");
            properties.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
            properties.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
            consumer = new KafkaConsumer<>(properties);
        }

        void leave() {
            leaving = true;
            consumer.wakeup();
        }

        @Override
        public void run() {
            try (consumer) {
                consumer.subscribe(List.of(topic), this);
                while (!leaving)
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1)))
                        say("record", "\"generation\":" + generation() + ",\"partition\":" + record.partition()
                            + ",\"offset\":" + record.offset() + ",\"value\":" + quoted(record.value()));
            } catch (WakeupException expected) {
                // leave() ends a poll.
            } catch (RuntimeException problem) {
                say("error", "\"text\":" + quoted(problem.toString()));
            }
            say("left", null);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            say("assigned", "\"generation\":" + generation() + ",\"owned\":" + numbers(consumer.assignment()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            List<TopicPartition> left = new ArrayList<>(consumer.assignment());
            left.removeAll(revoked);
            say("revoked", "\"owned\":" + numbers(left));
        }

        private int generation() {
            return consumer.groupMetadata().generationId();
        }

        private void say(String type, String fields) {
            String line = "{\"at\":" + System.currentTimeMillis() + ",\"member\":\"" + getName() + "\",\"type\":\"" + type
                + "\"" + (fields == null ? "" : "," + fields) + "}";
            synchronized (System.out) {
                System.out.println(line);
            }
        }
    }

    private static String assignor(String name) {
        String prefix = "org.apache.kafka.clients.consumer.";
        return prefix + switch (name) {
            case "range" -> "RangeAssignor";
            case "roundrobin" -> "RoundRobinAssignor";
            default -> "CooperativeStickyAssignor";
        };
    }

    private static String numbers(Collection<TopicPartition> places) {
        return places.stream().map(TopicPartition::partition).sorted().toList().toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}

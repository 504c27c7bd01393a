import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * End-to-end latency at a rate, from the moment a record was due to the moment a consumer has it. A record that could not
 * be sent in time because others were slow counts from when it was due: what is slow does not hide how slow it is.
 * Arguments: bootstrap topic rate warm-up-seconds seconds record-size producer-property=value...
 */
public final class Paced {
    public static void main(String[] arguments) throws Exception {
        String at = arguments[0];
        String topic = arguments[1];
        int rate = Integer.parseInt(arguments[2]);
        int warmUp = Integer.parseInt(arguments[3]) * rate;
        int count = warmUp + Integer.parseInt(arguments[4]) * rate;
        byte[] value = new byte[Integer.parseInt(arguments[5])];
        Properties sending = new Properties();
        sending.put("bootstrap.servers", at);
        for (String property : Arrays.copyOfRange(arguments, 6, arguments.length)) {
            String[] parts = property.split("=", 2);
            sending.put(parts[0], parts[1]);
        }
        long[] latencies = new long[count];
        CountDownLatch ready = new CountDownLatch(1);
        Consuming consuming = new Consuming(at, topic, latencies, ready);
        consuming.start();
        ready.await();
        long worstLateness = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            long start = System.nanoTime() + 10_000_000;
            for (int i = 0; i < count; i++) {
                long due = start + (long) (i * 1e9 / rate);
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) LockSupport.parkNanos(due - now);
                if (i >= warmUp) worstLateness = Math.max(worstLateness, System.nanoTime() - due);
                byte[] bytes = value.clone();
                ByteBuffer.wrap(bytes).putInt(i).putLong(due);
                producer.send(new ProducerRecord<>(topic, bytes), (stored, failure) -> {
                    if (failure != null) consuming.fail(failure);
                });
            }
        }
        consuming.join();
        if (consuming.failure != null) throw new IllegalStateException(consuming.failure);
        long[] counted = Arrays.copyOfRange(latencies, warmUp, count);
        Arrays.sort(counted);
        System.out.println("p50 " + micros(counted, 0.5) + " p99 " + micros(counted, 0.99) + " p99.9 "
                + micros(counted, 0.999) + " max " + micros(counted, 1) + " late " + worstLateness / 1_000);
    }

    private static long micros(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)] / 1_000;
    }

    private static final class Consuming extends Thread {
        private final String at;
        private final String topic;
        private final long[] latencies;
        private final CountDownLatch ready;
        volatile Exception failure = null;

        Consuming(String at, String topic, long[] latencies, CountDownLatch ready) {
            this.at = at;
            this.topic = topic;
            this.latencies = latencies;
            this.ready = ready;
        }

        void fail(Exception cause) {
            failure = cause;
        }

        @Override
        public void run() {
            Properties reading = new Properties();
            reading.put("bootstrap.servers", at);
            reading.put("group.id", topic);
            reading.put("auto.offset.reset", "latest");
            reading.put("enable.auto.commit", "false");
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic));
                while (consumer.assignment().isEmpty()) consumer.poll(Duration.ofMillis(10));
                // The group stands at the end of the log before the first record is sent.
                consumer.assignment().forEach(consumer::position);
                ready.countDown();
                long heard = System.nanoTime();
                for (int seen = 0; seen < latencies.length && failure == null; ) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                        heard = System.nanoTime();
                        ByteBuffer value = ByteBuffer.wrap(record.value());
                        latencies[value.getInt()] = heard - value.getLong();
                        seen++;
                    }
                    if (System.nanoTime() - heard > 30_000_000_000L) throw new IllegalStateException("30 s without a record");
                }
            } catch (Exception cause) {
                failure = cause;
            } finally {
                ready.countDown();
            }
        }
    }
}

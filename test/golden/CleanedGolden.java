// Prints record batches as Kafka's cleaner leaves them, one JSON object per line in an array: test/golden/cleaned.json.
// `keep` are the offsets that its filter retains, `horizon` the delete horizon it writes, -1 for none.
//
// With kafka-clients 4.3.1 and what it depends on (slf4j-api, snappy-java, lz4-java, zstd-jni) in a folder `jars`:
//   java -cp 'jars/*' CleanedGolden.java > cleaned.json

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.BufferSupplier;

public class CleanedGolden {
    static final long T = 1_700_000_000_000L;
    static final List<String> lines = new ArrayList<>();

    public static void main(String[] args) {
        for (CompressionType type : CompressionType.values())
            clean(type.name, MemoryRecords.withRecords(1_000L, Compression.of(type).build(), 7, four()), Set.of(1001L, 1003L));
        Compression none = Compression.NONE;
        clean("the first", MemoryRecords.withRecords(1_000L, none, 7, four()), Set.of(1000L));
        clean("nothing", MemoryRecords.withRecords(1_000L, none, 7, four()), Set.of());
        clean("nothing of gzip", MemoryRecords.withRecords(1_000L, Compression.gzip().build(), 7, four()), Set.of());
        clean("all", MemoryRecords.withRecords(1_000L, none, 7, four()), Set.of(1000L, 1001L, 1002L, 1003L));
        clean("idempotent", MemoryRecords.withIdempotentRecords(1_000L, none, 4_294_967_297L, (short) 7, 2_147_483_646, 7, four()), Set.of(1002L));
        clean("nothing of a producer", MemoryRecords.withIdempotentRecords(1_000L, none, 5L, (short) 7, 3, 7, four()), Set.of());
        clean("a tombstone", MemoryRecords.withRecords(1_000L, none, 7, tombstones()), Set.of(1000L, 1001L));
        clean("a tombstone among all", MemoryRecords.withRecords(1_000L, none, 7, tombstones()), Set.of(1000L, 1001L, 1002L));
        MemoryRecords once = filtered(MemoryRecords.withRecords(1_000L, none, 7, tombstones()), Set.of(1000L, 1001L, 1002L));
        clean("a horizon that is set", once, Set.of(1001L, 1002L));
        clean("values beside a horizon", once, Set.of(1000L));
        clean("log append time", appendedAt(T + 60_000), Set.of(1001L, 1002L));
        System.out.println("[\n" + String.join(",\n", lines) + "\n]");
    }

    static SimpleRecord[] four() {
        return new SimpleRecord[] {
            new SimpleRecord(T, bytes("a"), bytes("one")), new SimpleRecord(T + 10, bytes("b"), bytes("two")),
            new SimpleRecord(T + 50, bytes("a"), bytes("three")), new SimpleRecord(T + 5, bytes("c"), bytes("four")) };
    }

    static SimpleRecord[] tombstones() {
        return new SimpleRecord[] {
            new SimpleRecord(T, bytes("a"), bytes("one")), new SimpleRecord(T + 10, bytes("b"), null),
            new SimpleRecord(T + 5, bytes("c"), bytes("three")) };
    }

    static MemoryRecords appendedAt(long time) {
        var builder = MemoryRecords.builder(ByteBuffer.allocate(1024), RecordBatch.MAGIC_VALUE_V2, Compression.NONE,
            TimestampType.LOG_APPEND_TIME, 1_000L, time);
        for (SimpleRecord record : four()) builder.append(record);
        return builder.build();
    }

    static MemoryRecords filtered(MemoryRecords records, Set<Long> keep) {
        ByteBuffer out = ByteBuffer.allocate(8192);
        records.filterTo(new MemoryRecords.RecordFilter(T + 1_000_000, 86_400_000L) {
            @Override protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
                return new BatchRetentionResult(BatchRetention.RETAIN_EMPTY, false);
            }
            @Override protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
                return keep.contains(record.offset());
            }
        }, out, BufferSupplier.NO_CACHING);
        out.flip();
        return MemoryRecords.readableRecords(out);
    }

    static void clean(String name, MemoryRecords records, Set<Long> keep) {
        MemoryRecords cleaned = filtered(records, keep);
        RecordBatch before = records.batches().iterator().next();
        RecordBatch after = cleaned.batches().iterator().next();
        after.ensureValid();
        String kept = keep.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
        lines.add("{\"name\":\"" + name + "\",\"compression\":\"" + before.compressionType().name + "\",\"keep\":[" + kept
            + "],\"horizon\":" + after.deleteHorizonMs().orElse(-1L) + ",\"lastOffset\":" + after.lastOffset()
            + ",\"maxTimestamp\":" + after.maxTimestamp()
            + ",\"before\":\"" + hex(records) + "\",\"after\":\"" + hex(cleaned) + "\"}");
    }

    static String hex(MemoryRecords records) {
        byte[] raw = new byte[records.buffer().remaining()];
        records.buffer().duplicate().get(raw);
        return HexFormat.of().formatHex(raw);
    }

    static byte[] bytes(String text) { return text.getBytes(StandardCharsets.UTF_8); }
}

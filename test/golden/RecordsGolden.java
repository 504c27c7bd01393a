// Prints record batches made by Kafka's own classes, one JSON object per line in an array: test/golden/records.json.
//
// With kafka-clients 4.3.1 and what it depends on (slf4j-api, snappy-java, lz4-java, zstd-jni) in a folder `jars`:
//   java -cp 'jars/*' RecordsGolden.java > records.json
// The compressed bytes may differ with the version of the JDK and of zstd; what they hold may not.

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

public class RecordsGolden {
    static final long T = 1_700_000_000_000L;
    static final List<String> lines = new ArrayList<>();

    public static void main(String[] args) {
        for (CompressionType type : CompressionType.values()) {
            Compression codec = Compression.of(type).build();
            golden(type.name, MemoryRecords.withRecords(codec, three()));
            if (type != CompressionType.NONE) golden(type.name + " of many", MemoryRecords.withRecords(codec, many()));
        }
        golden("headers and nulls", MemoryRecords.withRecords(Compression.NONE,
            new SimpleRecord(T, bytes("k"), null, new Header[] {
                new RecordHeader("trace", bytes("abc")), new RecordHeader("", new byte[0]), new RecordHeader("nothing", null) }),
            new SimpleRecord(T, null, new byte[0]),
            new SimpleRecord(T, new byte[0], bytes("sch\u00f6n"))));
        golden("times out of order", MemoryRecords.withRecords(Compression.NONE,
            new SimpleRecord(T + 500, bytes("late")), new SimpleRecord(T, bytes("early")),
            new SimpleRecord(T + 9_000_000_000L, bytes("latest")), new SimpleRecord(T + 9_000_000_000L, bytes("again"))));
        golden("no timestamps", MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(-1L, bytes("a")), new SimpleRecord(-1L, bytes("b"))));
        golden("idempotent", MemoryRecords.withIdempotentRecords(Compression.NONE, 4_294_967_297L, (short) 7, 2_147_483_646, three()));
        golden("transactional", MemoryRecords.withTransactionalRecords(Compression.lz4().build(), 12L, (short) 0, 0, three()));
        golden("placed", MemoryRecords.withRecords(4_294_967_296_000L, Compression.NONE, 42, three()));
        golden("log append time", appendedAt(T + 60_000));
        golden("none, given its append time", retimed(Compression.NONE, T + 60_000));
        golden("gzip, given its append time", retimed(Compression.of(CompressionType.GZIP).build(), T + 60_000));
        golden("commit marker", MemoryRecords.withEndTransactionMarker(77L, T, 3, 12L, (short) 1,
            new EndTransactionMarker(ControlRecordType.COMMIT, 5)));
        System.out.println("[\n" + String.join(",\n", lines) + "\n]");
    }

    static MemoryRecords appendedAt(long time) {
        var builder = MemoryRecords.builder(ByteBuffer.allocate(1024), RecordBatch.MAGIC_VALUE_V2, Compression.gzip().build(),
            TimestampType.LOG_APPEND_TIME, 100L, time);
        for (SimpleRecord record : three()) builder.append(record);
        return builder.build();
    }

    /** As a broker does with batches that it need not open. */
    static MemoryRecords retimed(Compression codec, long time) {
        var records = MemoryRecords.withRecords(codec, three());
        for (var batch : records.batches()) batch.setMaxTimestamp(TimestampType.LOG_APPEND_TIME, time);
        return records;
    }

    static SimpleRecord[] three() {
        return new SimpleRecord[] {
            new SimpleRecord(T, bytes("a"), bytes("one")),
            new SimpleRecord(T + 10, bytes("b"), bytes("two")),
            new SimpleRecord(T + 5, bytes("c"), bytes("three")) };
    }

    /** More than a block of any codec, and compressible, so that matches and several blocks occur. */
    static SimpleRecord[] many() {
        SimpleRecord[] records = new SimpleRecord[200];
        for (int i = 0; i < records.length; i++)
            records[i] = new SimpleRecord(T + i, bytes("key-" + i % 13), bytes(i + " " + "lorem ipsum ".repeat(40 + i % 9)));
        return records;
    }

    static void golden(String name, MemoryRecords records) {
        RecordBatch batch = records.batches().iterator().next();
        batch.ensureValid();
        List<String> content = new ArrayList<>();
        for (Record record : batch) content.add(json(record));
        // of many only the ends, to keep the file small
        List<String> shown = content.size() <= 10 ? content : List.of(content.get(0), content.get(content.size() - 1));
        ByteBuffer buffer = records.buffer();
        byte[] raw = new byte[buffer.remaining()];
        buffer.duplicate().get(raw);
        lines.add("{\"name\":\"" + name + "\",\"compression\":\"" + batch.compressionType().name + "\",\"baseOffset\":" + batch.baseOffset()
            + ",\"leaderEpoch\":" + batch.partitionLeaderEpoch() + ",\"crc\":" + batch.checksum() + ",\"count\":" + batch.countOrNull()
            + ",\"maxTimestamp\":" + batch.maxTimestamp() + ",\"offsetOfMaxTimestamp\":" + batch.offsetOfMaxTimestamp().orElse(-1L)
            + ",\"logAppendTime\":" + (batch.timestampType() == TimestampType.LOG_APPEND_TIME)
            + ",\"producerId\":" + batch.producerId() + ",\"producerEpoch\":" + batch.producerEpoch() + ",\"baseSequence\":" + batch.baseSequence()
            + ",\"transactional\":" + batch.isTransactional() + ",\"control\":" + batch.isControlBatch()
            + ",\"records\":[" + String.join(",", shown) + "],\"hex\":\"" + HexFormat.of().formatHex(raw) + "\"}");
    }

    static String json(Record record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers())
            headers.add("[" + hex(ByteBuffer.wrap(bytes(header.key()))) + "," + hex(header.value() == null ? null : ByteBuffer.wrap(header.value())) + "]");
        return "{\"offset\":" + record.offset() + ",\"timestamp\":" + record.timestamp() + ",\"key\":" + hex(record.key())
            + ",\"value\":" + hex(record.value()) + ",\"headers\":[" + String.join(",", headers) + "]}";
    }

    static String hex(ByteBuffer buffer) {
        if (buffer == null) return "null";
        byte[] raw = new byte[buffer.remaining()];
        buffer.duplicate().get(raw);
        return "\"" + HexFormat.of().formatHex(raw) + "\"";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

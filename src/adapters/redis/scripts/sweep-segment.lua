#!lua flags=allow-oom
-- Give back the room of a stream that is in no list any more, and forget it.
--
-- KEYS  1 partition hash   2 stream
-- ARGV  1 field it is remembered by
-- Reply {'swept'}  |  {'none'}  somebody else did, or the partition is gone
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return { 'none' } end
redis.call('UNLINK', KEYS[2])
return { 'swept' }

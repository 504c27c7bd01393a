#!lua flags=allow-oom
-- Remember how far a partition is clean; it never moves back.
--
-- Offsets are below 2^53, which Lua's numbers hold; the text that came is what is kept.
--
-- KEYS  1 partition hash
-- ARGV  1 offset
-- Reply {'marked'}  |  {'gone'}  no such partition
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'gone' } end
local before = tonumber(redis.call('HGET', KEYS[1], 'clean-to') or '0')
if tonumber(ARGV[1]) > before then redis.call('HSET', KEYS[1], 'clean-to', ARGV[1]) end
return { 'marked' }

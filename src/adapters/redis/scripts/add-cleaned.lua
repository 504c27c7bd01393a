#!lua flags=allow-oom
-- Add an entry to a cleaned copy, as long as it is the copy of its partition.
--
-- What is copied gives room back in the end, so it is allowed when memory is full.
--
-- KEYS  1 partition hash   2 stream of the copy
-- ARGV  1 field of the copy   2 its token   3 id   4... fields and values
-- Reply {'added'}  |  {'gone'}  no such partition  |  {'superseded'}  somebody else has ended it
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'gone' } end
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return { 'superseded' } end

local entry = {}
for i = 4, #ARGV do entry[#entry + 1] = ARGV[i] end
if not redis.call('XADD', KEYS[2], 'NOMKSTREAM', ARGV[3], unpack(entry)) then return { 'superseded' } end
return { 'added' }

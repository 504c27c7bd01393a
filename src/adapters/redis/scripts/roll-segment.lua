#!lua flags=allow-oom
-- Seal the last segment, if it still ends where the caller thinks, and open the next.
--
-- Sealing frees memory in the end (only sealed segments are ever dropped), so it is allowed when memory is full.
-- The end is looked up by XRANGE: XINFO would also count what is not readable.
--
-- KEYS  1 partition hash   2 stream to seal   3 stream to open
-- ARGV  1 id of the last entry   2 its token   3 expected next-segment
--       4 field of the sealed segment   5 its record   6 field of the next   7 its record
--       8 genesis id of the next   9 its token   10 seal id   11... fields and values of the seal
-- Reply {'rolled'}  |  {'gone'}  no such partition  |  {'moved'}  the list of segments is another
--       {'absent'}  no such stream  |  {'taken'}  the stream does not end there
local partition, live, opened = KEYS[1], KEYS[2], KEYS[3]

local counter = redis.call('HGET', partition, 'next-segment')
if not counter then return { 'gone' } end
if counter ~= ARGV[3] then return { 'moved' } end
if redis.call('EXISTS', live) == 0 then return { 'absent' } end

local tail = redis.call('XRANGE', live, ARGV[1], '+', 'COUNT', 2)
if #tail ~= 1 or tail[1][1] ~= ARGV[1] then return { 'taken' } end
local token
for i = 1, #tail[1][2], 2 do
  if tail[1][2][i] == 'w' then token = tail[1][2][i + 1] end
end
if token ~= ARGV[2] then return { 'taken' } end

local seal = {}
for i = 11, #ARGV do seal[#seal + 1] = ARGV[i] end
redis.call('XADD', opened, ARGV[8], 'v', '1', 'w', ARGV[9])
redis.call('XADD', live, 'NOMKSTREAM', ARGV[10], unpack(seal))
redis.call('HSET', partition, ARGV[4], ARGV[5], ARGV[6], ARGV[7])
redis.call('HINCRBY', partition, 'next-segment', 1)
return { 'rolled' }

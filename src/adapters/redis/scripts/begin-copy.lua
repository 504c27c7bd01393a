#!lua flags=allow-oom
-- Make the stream of a cleaned copy, and end every other copy of the partition.
--
-- Its name is nobody else's: a segment that begins there is one of those to be replaced, or they are not there any more.
-- So a roll meanwhile is no reason to look again. The copy is written down in the hash before anything else is: what a broker that dies leaves behind can be found.
--
-- KEYS  1 partition hash   2 stream of the copy   3... streams of other copies
-- ARGV  1 field of the copy   2 its token   3 genesis id
--       4 how many other copies   5... their fields, then the fields of the segments to be replaced
-- Reply {'began'}  |  {'gone'}  no such partition  |  {'moved'}  somebody else has begun such a copy
--       {'changed'}  one of the segments is not there
local partition, copy = KEYS[1], KEYS[2]
local others = tonumber(ARGV[4])

if redis.call('EXISTS', partition) == 0 then return { 'gone' } end
if redis.call('EXISTS', copy) == 1 then return { 'moved' } end
for i = 5 + others, #ARGV do
  if redis.call('HEXISTS', partition, ARGV[i]) == 0 then return { 'changed' } end
end

for i = 1, others do
  redis.call('HDEL', partition, ARGV[4 + i])
  redis.call('UNLINK', KEYS[2 + i])
end
redis.call('XADD', copy, ARGV[3], 'v', '1', 'w', ARGV[2])
redis.call('HSET', partition, ARGV[1], ARGV[2])
redis.call('HINCRBY', partition, 'next-segment', 1)
return { 'began' }

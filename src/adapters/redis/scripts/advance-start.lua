#!lua flags=allow-oom
-- Move the log start forward, and drop sealed segments that lie below it, if the list of segments is still that one.
--
-- Dropping frees memory, so it is allowed when memory is full. A segment that reaches beyond the snapshot stays, and so
-- do all after it: what the log remembers of its producers is folded from the snapshot on.
--
-- KEYS  1 partition hash   2 its snapshot   3... streams of segments, oldest first
-- ARGV  1 expected next-segment   2 the log start to come   3... for each stream, field of its segment and where it ends
-- Reply {'advanced', log start, number of segments that were dropped}
--       {'gone'}  no such partition  |  {'moved'}  the list of segments is another
local partition, snapshot = KEYS[1], KEYS[2]

local counter = redis.call('HGET', partition, 'next-segment')
if not counter then return { 'gone' } end
if counter ~= ARGV[1] then return { 'moved' } end

local start = redis.call('HGET', partition, 'log-start')
if tonumber(ARGV[2]) > tonumber(start) then
  start = ARGV[2]
  redis.call('HSET', partition, 'log-start', start)
end

local covered = tonumber(redis.call('HGET', snapshot, 'order') or 0)
local dropped = 0
for i = 3, #KEYS do
  local field, stop = ARGV[2 * i - 3], tonumber(ARGV[2 * i - 2])
  if stop > tonumber(start) or stop > covered then break end
  redis.call('HDEL', partition, field)
  redis.call('UNLINK', KEYS[i])
  dropped = dropped + 1
end
if dropped > 0 then redis.call('HINCRBY', partition, 'next-segment', 1) end
return { 'advanced', start, dropped }

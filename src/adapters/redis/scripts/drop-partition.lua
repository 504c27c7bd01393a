#!lua flags=allow-oom
-- Remove a partition and all that belongs to it, if its segments are still those.
--
-- KEYS  1 partition hash   2 snapshot   3... streams of its segments
-- ARGV  1 expected next-segment
-- Reply {'dropped'}  |  {'moved'}  the list of segments is another  |  {'gone'}
local counter = redis.call('HGET', KEYS[1], 'next-segment')
if not counter then return { 'gone' } end
if counter ~= ARGV[1] then return { 'moved' } end

-- One by one: Lua does not unpack as many as there may be.
for i = 1, #KEYS do redis.call('UNLINK', KEYS[i]) end
return { 'dropped' }

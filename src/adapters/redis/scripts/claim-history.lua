#!lua flags=allow-oom
-- Take a partition over into another history, if nobody else did meanwhile.
--
-- KEYS  1 partition hash
-- ARGV  1 the history it is recorded under   2 the history to record
-- Reply {'claimed'}  |  {'other', history}  |  {'gone'}
local recorded = redis.call('HGET', KEYS[1], 'history')
if not recorded then return { 'gone' } end
if recorded ~= ARGV[1] then return { 'other', recorded } end

redis.call('HSET', KEYS[1], 'history', ARGV[2])
return { 'claimed' }

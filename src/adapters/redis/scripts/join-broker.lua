#!lua
-- Enter a broker, if its id is free, or held by who was seen standing still.
--
-- KEYS  1 broker hash
-- ARGV  1 incarnation   2 entry (JSON)   3 ms to live   4 incarnation to replace, or empty   5 its counter
-- Reply {'joined'}  |  {'taken', entry, counter}
local held = redis.call('HMGET', KEYS[1], 'incarnation', 'counter', 'entry')
local own = held[1] == ARGV[1]
local still = ARGV[4] ~= '' and held[1] == ARGV[4] and held[2] == ARGV[5]
if held[1] and not own and not still then return { 'taken', held[3], held[2] } end

redis.call('HSET', KEYS[1], 'incarnation', ARGV[1], 'counter', '0', 'entry', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { 'joined' }

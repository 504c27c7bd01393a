#!lua flags=allow-oom
-- Raise a broker's counter, if the entry is still this incarnation's; an entry that is gone stays gone.
--
-- KEYS  1 broker hash
-- ARGV  1 incarnation   2 ms to live
-- Reply {'beaten'}  |  {'lost'}
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[1] then return { 'lost' } end

redis.call('HINCRBY', KEYS[1], 'counter', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { 'beaten' }

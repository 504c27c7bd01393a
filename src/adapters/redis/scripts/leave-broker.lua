#!lua flags=allow-oom
-- Remove a broker's entry, if it is still this incarnation's.
--
-- KEYS  1 broker hash
-- ARGV  1 incarnation
-- Reply {'left'}  |  {'other'}  somebody else's, or none
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[1] then return { 'other' } end

redis.call('UNLINK', KEYS[1])
return { 'left' }

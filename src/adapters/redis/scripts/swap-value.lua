#!lua
-- Replace a string, if it is still the one that was read.
--
-- KEYS  1 string
-- ARGV  1 what was read, or empty for none   2 the new value
-- Reply {'swapped'}  |  {'changed'}
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return { 'changed' } end

redis.call('SET', KEYS[1], ARGV[2])
return { 'swapped' }

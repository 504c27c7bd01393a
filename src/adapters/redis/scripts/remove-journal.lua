#!lua flags=allow-oom
-- Remove a journal and all that is kept beside it, if it still ends with the entry that the caller folded last.
--
-- KEYS  1 journal   2 snapshot   3 committed offsets (of a group only)
-- ARGV  1 id of the last entry   2 its token
-- Reply {'removed'}  |  {'absent'}  |  {'taken'}  it ends elsewhere
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return { 'absent' } end
local token
for i = 1, #last[2], 2 do
  if last[2][i] == 'w' then token = last[2][i + 1] end
end
if last[1] ~= ARGV[1] or token ~= ARGV[2] then return { 'taken' } end

for i = 1, #KEYS do redis.call('UNLINK', KEYS[i]) end
return { 'removed' }

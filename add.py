import re,sys,json
R='/tmp/m/r/rules/symptoms/'
cur=None; add={}
for f in ('c',):
    for line in open(f'/tmp/m/x/{f}.txt'):
        line=line.rstrip('\n')
        if not line: continue
        m=re.match(r'(en|ja|de|fr|es): (.*)',line)
        if m: add[cur].setdefault(m[1],[]).append(m[2])
        else: cur=line; add[cur]={}
for s,langs in add.items():
    p=R+s+'.yml'; t=open(p).read()
    i=t.index('\nexamples:\n')+1
    for lang,ps in langs.items():
        head=f'\n  {lang}:\n'
        j=t.index(head,i)+len(head)
        # end of list
        m=re.compile(r'(?:    - .*\n|      .*\n)*').match(t,j)
        out=''.join('    - '+json.dumps(x,ensure_ascii=False)+'\n' for x in ps if x not in t)
        t=t[:m.end()]+out+t[m.end():]
    open(p,'w').write(t)

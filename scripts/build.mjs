// `npm run build`: the library and the program, unless they are up to date.
import { build, install } from './prepare.mjs'

install()
build()

import { authGet, authPost } from "#lib/web/auth-handler.ts";

export { authGet as GET, authPost as POST };

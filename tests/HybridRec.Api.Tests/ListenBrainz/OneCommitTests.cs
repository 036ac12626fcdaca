using System.Security.Claims;
using System.Text;
using HybridRec.Api.ListenBrainz;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridRec.Api.Tests.ListenBrainz;

public sealed class OneCommitTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Handle_ThousandListens_AreOneCommitOfTracksAndOneOfListens()
    {
        IPlayLog playLog = CallRecorder.Around(server.Data.PlayLog, out List<string> plays);
        ICatalogue catalogue = CallRecorder.Around(server.Data.Catalogue, out List<string> tracks);
        UserId user = await server.Data.PlayLog.GetOrAddUserAsync("batch", TestContext.Current.CancellationToken);
        SubmitListens submit = new(
            playLog, catalogue, new PlayingNow(server.Clock), server.Clock, NullLogger<SubmitListens>.Instance);

        await submit.HandleAsync(Request(user), TestContext.Current.CancellationToken);

        Assert.Equal([nameof(ICatalogue.ResolveAsync)], tracks);
        Assert.Equal([nameof(IPlayLog.AppendAsync)], plays);
        Assert.Equal(1_000, await server.Data.PlayLog
            .ReadAsync(user, null, null, TestContext.Current.CancellationToken)
            .CountAsync(TestContext.Current.CancellationToken));
    }

    private static DefaultHttpContext Request(UserId user)
    {
        IEnumerable<string> listens = Enumerable.Range(0, 1_000).Select(i =>
            $$$"""{"listened_at":{{{1_700_000_000 + i}}},"track_metadata":{"artist_name":"a","track_name":"t {{{i}}}"}}""");
        byte[] body = Encoding.UTF8.GetBytes($$"""{"listen_type":"import","payload":[{{string.Join(",", listens)}}]}""");
        ClaimsPrincipal caller = new Caller(new User(user, "batch"), Admin: false).ToPrincipal("Token");
        return new DefaultHttpContext
        {
            User = caller,
            Request = { Body = new MemoryStream(body), ContentLength = body.Length },
        };
    }
}

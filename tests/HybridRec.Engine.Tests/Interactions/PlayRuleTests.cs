using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Tests.Interactions;

public sealed class PlayRuleTests
{
    [Theory]
    [InlineData(29, null, null, 0f)]
    [InlineData(30, null, null, 1f)]
    [InlineData(29, 60, null, 0f)]
    [InlineData(29, 58, null, 1f)] // half of a short track
    [InlineData(29, 600, true, 0f)]
    [InlineData(200, 600, true, 1f)] // the played time outweighs the mark
    [InlineData(10, 600, false, 0f)]
    [InlineData(null, 600, true, 0f)]
    [InlineData(null, 600, false, 1f)]
    [InlineData(null, null, null, 1f)]
    [InlineData(0, 0, null, 1f)] // a track without length cannot be cut short
    public void Weight_Listen_FollowsTheRule(int? played, int? duration, bool? skipped, float expected)
    {
        Listen listen = new(new UserId(1), new TrackId(2), DateTimeOffset.UnixEpoch)
        {
            DurationPlayed = played is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Skipped = skipped,
        };

        Assert.Equal(expected, PlayRule.Weight(listen, duration is { } whole ? TimeSpan.FromSeconds(whole) : null));
    }

    [Fact]
    public void Weight_Null_Throws() => Assert.Throws<ArgumentNullException>(() => PlayRule.Weight(null!));
}

using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class DampedNpmiTests
{
    [Theory]
    [InlineData(4, 2, 2, 2, 1.0 * 2 / 7)]
    [InlineData(100, 10, 20, 10, 0.69897 * 10 / 15)]
    [InlineData(4, 2, 2, 1, 0)]
    [InlineData(10, 5, 5, 1, 0)]
    [InlineData(4, 2, 2, 0, 0)]
    [InlineData(3, 3, 3, 3, 0)]
    [InlineData(1, 1, 1, 1, 0)]
    public void Of_HandWorkedCounts_GivesTheFormula(int users, int first, int second, int both, double expected)
    {
        DampedNpmi npmi = new(users);

        // 100 users: ln(0.1 ÷ (0.1 · 0.2)) ÷ −ln 0.1 = 0.69897.
        Assert.Equal(expected, npmi.Of(both, first, second), 1e-5);
        Assert.Equal(npmi.Of(both, first, second), npmi.Of(both, second, first));
    }

    [Fact]
    public void Of_AllPossibleCounts_StaysBelowOneAndGrowsWithTheSharedUsers()
    {
        const int Users = 12;
        DampedNpmi npmi = new(Users);
        for (int first = 1; first <= Users; first++)
        {
            for (int second = 1; second <= Users; second++)
            {
                float last = 0f;
                for (int both = Math.Max(0, first + second - Users); both < Math.Min(Math.Min(first, second) + 1, Users); both++)
                {
                    float now = npmi.Of(both, first, second);
                    Assert.InRange(now, last, 0.99999f);
                    last = now;
                }
            }
        }
    }

    [Fact]
    public void DampedNpmi_NegativeUsers_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DampedNpmi(-1));
}

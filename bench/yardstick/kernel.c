/*
 * The yardstick in C: one scalar loop per tick over the rules that bench/yardstick/fused.ts states, operation by
 * operation, so that the two end in the same bits. Double precision, basic IEEE operations only; build it with
 *
 *     gcc -O3 -march=native -ffp-contract=off kernel.c -o kernel
 *
 * and run `kernel AGENTS WARM_UP_TICKS TICKS SEED`. One line of JSON tells the processor time of the ticks after the warm-up, the
 * interactions in them, and sums over the agents at the end.
 */
#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FROZEN = 128, TYPE = 3, DRAWS = 8, FREEZE_TICKS = 20, VIOLATIONS_MAX = 3, CROSSINGS_MAX = 200 };
#define GOLDEN 0x9e3779b9u
#define UNIT (1.0 / 4294967296.0)

/* By type: honest, opportunistic, deceptive, adversarial. */
static const double PROGRESS_LOW[4] = {0.3, 0.1, 0.2, -0.3}, PROGRESS_WIDTH[4] = {0.5, 0.4, 0.4, 0.5};
static const double ENGAGEMENT_LOW[4] = {0.2, -0.2, 0.0, -0.5}, ENGAGEMENT_WIDTH[4] = {0.4, 0.5, 0.4, 0.4};
static const int REWORK_LOW[4] = {0, 0, 0, 1}, REJECTIONS_LOW[4] = {0, 0, 0, 1};
static const double REWORK_COUNT[4] = {2, 3, 3, 3}, REJECTIONS_COUNT[4] = {1, 2, 2, 2}, MISUSE_COUNT[4] = {1, 1, 1, 2};
static const double TRUST_WEIGHT[4] = {0.3, 0.1, 0.2, 0.05}, TRUST_LEAST[4] = {0.45, 0.4, 0.42, 0.38};
/* Signal of n reworks, rejections, misuses: 2 decay^n - 1. */
static const double REWORK_SIGNAL[4] = {1, -0.4, -0.82, -0.946};
static const double REJECTIONS_SIGNAL[4] = {1, -0.2, -0.68, -0.872};
static const double MISUSE_SIGNAL[4] = {1, 0, -0.5, -0.75};
static const uint8_t TYPE_OF_TENTH[10] = {0, 0, 0, 0, 0, 1, 1, 2, 2, 3};

typedef struct {
  double interactions, accepted, toxicity, quality_accepted, quality_rejected, welfare, tax, spilled, skipped, frozen;
} Sums;

typedef struct {
  int32_t agents;
  uint32_t seed, tick;
  uint8_t *state, *violations, *crossings;
  int32_t *until;
  /* due: what counterparties get at the end of the tick, payoff and reputation by turns. */
  double *reputation, *toxicity, *payoff, *change, *due;
  Sums sums;
} Society;

static inline uint32_t mix_twice(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x21f0aaadu;
  x = (x ^ (x >> 15)) * 0xd35a2d97u;
  return x ^ (x >> 15);
}

static inline uint32_t mix_thrice(uint32_t x) {
  x = (x ^ (x >> 17)) * 0xed5ad4bbu;
  x = (x ^ (x >> 11)) * 0xac4c1b51u;
  x = (x ^ (x >> 15)) * 0x31848babu;
  return x ^ (x >> 14);
}

/* e^x for small x: nearest power of two, and Taylor's series to degree 11 for the rest. */
static inline double exponential(double x) {
  double octaves = floor(x * 1.4426950408889634 + 0.5);
  double r = (x - octaves * 6.93147180369123816490e-01) - octaves * 1.90821492927058770002e-10;
  double tail = 1.0 / 5040 + r * (1.0 / 40320 + r * (1.0 / 362880 + r * (1.0 / 3628800 + r * (1.0 / 39916800))));
  double series = 1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * tail))))));
  const uint64_t bits = (uint64_t)((int64_t)octaves + 1023) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  return series * power;
}

static __attribute__((noinline)) void end_tick(Society *s) {
  const int32_t n = s->agents, next = (int32_t)s->tick + 1;
  double *reputation = s->reputation, *payoff = s->payoff, *change = s->change, *due = s->due;
  for (int32_t i = 0; i < n; i++) {
    double standing = reputation[i] * 0.9995 + change[i] + due[2 * i + 1];
    standing = standing > 1 ? 1 : standing;
    standing = standing < -1 ? -1 : standing;
    reputation[i] = standing;
    payoff[i] += due[2 * i];
    due[2 * i] = 0;
    due[2 * i + 1] = 0;
    change[i] = 0;
  }
  /* Through the pointers of s: with local ones gcc makes masked vector loads of it, which take several times as long. */
  for (int32_t i = 0; i < n; i++)
    if ((s->state[i] & FROZEN) && s->until[i] <= next) s->state[i] &= TYPE;
  s->tick++;
}

static __attribute__((noinline)) void run_tick(Society *s) {
  const int32_t n = s->agents;
  const uint32_t tick_key = mix_thrice(s->seed ^ (s->tick * GOLDEN)), stream_base = mix_thrice(tick_key + 0x85ebca6bu);
  uint8_t *state = s->state;
  double *reputation = s->reputation, *toxicity = s->toxicity, *payoff = s->payoff, *change = s->change, *due = s->due;
  uint32_t stream_key[DRAWS];
  for (uint32_t d = 0; d < DRAWS; d++) stream_key[d] = mix_thrice(((d + 1) * GOLDEN) ^ stream_base);
  Sums sums = s->sums;
  for (int32_t i = 0; i < n; i++) {
    const uint32_t own = state[i];
    if (own & FROZEN) continue;
    uint32_t word[DRAWS];
    const uint32_t base = mix_twice((uint32_t)i * GOLDEN + tick_key);
    for (int d = 0; d < DRAWS; d++) word[d] = mix_twice(base + stream_key[d]);

    int32_t j = (int32_t)(((uint64_t)word[0] * (uint32_t)(n - 1)) >> 32);
    j += j >= i;
    const uint32_t other = state[j];
    if (other & FROZEN) {
      sums.skipped += 1;
      continue;
    }
    const double standing = reputation[i];
    const int consents = 0.5 + TRUST_WEIGHT[other] * standing + 0.2 * (word[1] * UNIT - 0.5) >= TRUST_LEAST[other];

    const double factor = 0.75 + 0.25 * standing;
    const double progress = (PROGRESS_LOW[own] + PROGRESS_WIDTH[own] * (word[2] * UNIT)) * factor;
    double engagement = (ENGAGEMENT_LOW[own] + ENGAGEMENT_WIDTH[own] * (word[6] * UNIT)) * factor;
    if (!consents && engagement > 0) engagement = 0;
    const int rework = REWORK_LOW[own] + (int)(word[3] * UNIT * REWORK_COUNT[own]);
    const int rejections = REJECTIONS_LOW[own] + (int)(word[4] * UNIT * REJECTIONS_COUNT[own]);
    const int misuse = (int)(word[5] * UNIT * MISUSE_COUNT[own]);
    double proxy = 0.4 * progress + 0.2 * REWORK_SIGNAL[rework] +
                   0.1 * (REJECTIONS_SIGNAL[rejections] + MISUSE_SIGNAL[misuse]) + 0.2 * engagement;
    proxy = proxy > 1 ? 1 : proxy;
    proxy = proxy < -1 ? -1 : proxy;
    const double p = 1 / (1 + exponential(-2 * proxy)), q = 1 - p;
    const int accepted = consents && p >= 0.5;

    const double surplus = p * 2 - q, harm = q * 2;
    const double tax = accepted ? 0.05 * (surplus > 0 ? surplus : 0) : 0;
    double cost = tax * 0.5, penalty = 0;
    const double other_cost = tax - cost;
    if (word[7] * UNIT < 0.1 && p < 0.6) {
      penalty = (0.6 - p) * 2;
      cost += penalty;
    }
    const double standing_change = accepted ? (p - 0.5) * 0.1 - cost * 0.1 : -penalty * 0.1;
    const double other_change = accepted ? (p - 0.5) * 0.02 : 0;
    const double gain = 0.5 * surplus - cost - 0.2 * harm + standing_change;
    const double other_gain = 0.5 * surplus - other_cost - 0.1 * harm + other_change;
    change[i] = standing_change;
    sums.interactions += 1;
    if (accepted) {
      payoff[i] += gain;
      due[2 * j] += other_gain;
      due[2 * j + 1] += other_change;
      sums.accepted += 1;
      sums.toxicity += q;
      sums.quality_accepted += p;
      sums.welfare += gain + other_gain;
      sums.tax += tax;
      sums.spilled += 0.3 * q * 0.5;
    } else {
      sums.quality_rejected += p;
    }

    const double toxic = 0.9 * toxicity[i] + 0.1 * q;
    toxicity[i] = toxic;
    if (toxic > 0.6 && ++s->violations[i] >= VIOLATIONS_MAX) {
      state[i] = (uint8_t)(own | FROZEN);
      s->until[i] = (int32_t)s->tick + FREEZE_TICKS;
      s->violations[i] = 0;
      sums.frozen += 1;
    }
    if ((word[7] & 15) == 0 && s->crossings[i] < CROSSINGS_MAX) s->crossings[i]++;
  }
  s->sums = sums;
  end_tick(s);
}

static void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) {
    fprintf(stderr, "kernel: out of memory\n");
    exit(1);
  }
  return memory;
}

static Society society_of(int32_t agents, uint32_t seed) {
  const size_t n = (size_t)agents;
  Society s = {.agents = agents, .seed = seed};
  s.state = zeroed(n, 1);
  s.violations = zeroed(n, 1);
  s.crossings = zeroed(n, 1);
  s.until = zeroed(n, sizeof *s.until);
  s.reputation = zeroed(n, sizeof *s.reputation);
  s.toxicity = zeroed(n, sizeof *s.toxicity);
  s.payoff = zeroed(n, sizeof *s.payoff);
  s.change = zeroed(n, sizeof *s.change);
  s.due = zeroed(2 * n, sizeof *s.due);
  for (int32_t i = 0; i < agents; i++) s.state[i] = TYPE_OF_TENTH[mix_thrice((uint32_t)i + seed) % 10];
  return s;
}

static double nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 5) {
    fprintf(stderr, "usage: kernel AGENTS WARM_UP_TICKS TICKS SEED\n");
    return 2;
  }
  const int warm_up = atoi(arguments[2]), ticks = atoi(arguments[3]);
  Society s = society_of(atoi(arguments[1]), (uint32_t)strtoul(arguments[4], NULL, 10));
  for (int tick = 0; tick < warm_up; tick++) run_tick(&s);
  const double interactions = s.sums.interactions, start = nanoseconds();
  for (int tick = 0; tick < ticks; tick++) run_tick(&s);
  const double time = nanoseconds() - start;
  double reputation = 0, toxicity = 0, payoff = 0, frozen = 0;
  for (int32_t i = 0; i < s.agents; i++) {
    reputation += s.reputation[i];
    toxicity += s.toxicity[i];
    payoff += s.payoff[i];
    frozen += (s.state[i] & FROZEN) != 0;
  }
  printf("{\"nanoseconds\":%.0f,\"interactions\":%.0f,\"sums\":{\"interactions\":%.0f,\"accepted\":%.0f,\"skipped\":%.0f,"
         "\"freezes\":%.0f,\"frozen\":%.0f,\"reputation\":%.17g,\"toxicity\":%.17g,\"payoff\":%.17g,\"welfare\":%.17g,"
         "\"tax\":%.17g,\"spilled\":%.17g,\"qualityAccepted\":%.17g,\"qualityRejected\":%.17g,\"harm\":%.17g}}\n",
         time, s.sums.interactions - interactions, s.sums.interactions, s.sums.accepted, s.sums.skipped, s.sums.frozen,
         frozen, reputation, toxicity, payoff, s.sums.welfare, s.sums.tax, s.sums.spilled, s.sums.quality_accepted,
         s.sums.quality_rejected, s.sums.toxicity);
  return 0;
}
